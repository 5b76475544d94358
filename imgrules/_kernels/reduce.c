/* Averaging whole blocks, and telling the blocks that are exactly white, in one pass.
 *
 * The average is OpenCV's INTER_AREA to the bit: for blocks of two by two it rounds half up, for
 * larger ones it multiplies by 1/area in single precision and rounds half to even. */

#include "plane.h"

enum {
    LARGEST = 16, /* up to which the sum of a block fits in 16 bits */
    CHUNK = 32    /* blocks of a row done together: their sums stay in the nearest cache */
};

/* Whether all bytes of some rows are those of white: most pictures are white for the most part. */
INLINE int are_white(const Plane *rgb, Py_ssize_t top, Py_ssize_t left, int factor,
                     Py_ssize_t bytes) {
    for (int step = 0; step < factor; step++) {
        const uint8_t *row = ROW(rgb, uint8_t, top + step) + left;
        uint8_t all = 255;
        if ((row[0] & row[bytes - 1]) != 255) return 0;
        for (Py_ssize_t x = 0; x < bytes; x++) all &= row[x];
        if (all != 255) return 0;
    }
    return 1;
}

/* Sum `factor` rows, each column of bytes apart. */
INLINE void add_rows(const Plane *rgb, Py_ssize_t top, Py_ssize_t left, int factor,
                     Py_ssize_t bytes, uint16_t *restrict sums) {
    const uint8_t *first = ROW(rgb, uint8_t, top) + left;
    const uint8_t *second = ROW(rgb, uint8_t, top + 1) + left;
    if (factor == 2) {
        for (Py_ssize_t x = 0; x < bytes; x++) sums[x] = (uint16_t)(first[x] + second[x]);
        return;
    }
    const uint8_t *third = ROW(rgb, uint8_t, top + 2) + left;
    for (Py_ssize_t x = 0; x < bytes; x++) sums[x] = (uint16_t)(first[x] + second[x] + third[x]);
    for (int step = 3; step < factor; step++) {
        const uint8_t *row = ROW(rgb, uint8_t, top + step) + left;
        for (Py_ssize_t x = 0; x < bytes; x++) sums[x] = (uint16_t)(sums[x] + row[x]);
    }
}

/* Sum `factor` pixels from each value on, and return the largest sum. Of these sums only every so
 * many is needed, but plain steps beat skipping. */
INLINE uint16_t add_pixels(const uint16_t *restrict sums, Py_ssize_t values, int factor,
                           uint16_t *restrict across) {
    uint16_t largest = 0;
    for (Py_ssize_t x = 0; x < values; x++) {
        uint16_t sum = (uint16_t)(sums[x] + sums[x + 3]);
        if (factor > 2) sum = (uint16_t)(sum + sums[x + 6]);
        if (factor > 3) sum = (uint16_t)(sum + sums[x + 9]);
        across[x] = sum;
        largest = sum > largest ? sum : largest;
    }
    for (int step = 4; step < factor; step++) {
        largest = 0;
        for (Py_ssize_t x = 0; x < values; x++) {
            const uint16_t sum = (uint16_t)(across[x] + sums[x + 3 * step]);
            across[x] = sum;
            largest = sum > largest ? sum : largest;
        }
    }
    return largest;
}

/* Bring the sums of blocks together, three values and a fourth at once: that one belongs to no
 * block and is overwritten. */
INLINE void pick_blocks(const uint16_t *across, Py_ssize_t columns, int factor, uint16_t *blocks) {
    for (Py_ssize_t x = 0; x < columns; x++)
        memcpy(blocks + 3 * x, across + 3 * factor * x, 4 * sizeof *blocks);
}

/* A block is clean where its three sums are those of white. */
INLINE void find_clean(const uint16_t *blocks, Py_ssize_t columns, uint16_t most, uint8_t *clean) {
    const uint16_t white_sums[4] = {most, most, most, 0}, three[4] = {0xFFFF, 0xFFFF, 0xFFFF, 0};
    uint64_t white, mask, block;
    memcpy(&white, white_sums, sizeof white);
    memcpy(&mask, three, sizeof mask);
    for (Py_ssize_t x = 0; x < columns; x++) {
        memcpy(&block, blocks + 3 * x, sizeof block);
        clean[x] = (block & mask) == white;
    }
}

INLINE void average(const uint16_t *restrict blocks, Py_ssize_t values, int factor,
                    uint8_t *restrict out) {
    const float share = 1.0f / (float)(factor * factor);
    const float round = 12582912.0f; /* 1.5 * 2^23: adding it leaves no room for fractions */
    if (factor == 2) {
        for (Py_ssize_t x = 0; x < values; x++) out[x] = (uint8_t)((blocks[x] + 2) >> 2);
        return;
    }
    if (factor == 3) { /* a ninth, of at most 2295: no sum lies half-way between two levels */
        for (Py_ssize_t x = 0; x < values; x++)
            out[x] = (uint8_t)((uint32_t)(uint16_t)(blocks[x] + 4) * 7282 >> 16);
        return;
    }
    for (Py_ssize_t x = 0; x < values; x++) {
        float level = (float)blocks[x] * share;
        out[x] = (uint8_t)(int32_t)((level + round) - round);
    }
}

/* The rows of the next blocks below. */
INLINE void fetch(const Plane *rgb, Py_ssize_t top, Py_ssize_t left, int factor, Py_ssize_t bytes) {
    if (top + factor > rgb->rows) return;
    for (int step = 0; step < factor; step++)
        for (Py_ssize_t x = 0; x < bytes; x += 64) FETCH(ROW(rgb, uint8_t, top + step) + left + x);
}

INLINE void reduce_by(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    uint16_t sums[3 * CHUNK * LARGEST + 1], across[3 * CHUNK * LARGEST], blocks[3 * CHUNK + 1];
    const Py_ssize_t columns = work->columns, step = 3 * factor;
    const uint16_t most = (uint16_t)(255 * factor * factor);
    for (Py_ssize_t y = 0; y < work->rows; y++) {
        for (Py_ssize_t x = 0; x < columns; x += CHUNK) {
            const Py_ssize_t many = columns - x < CHUNK ? columns - x : CHUNK;
            const Py_ssize_t bytes = many * step;
            uint8_t *out = ROW(work, uint8_t, y) + 3 * x, *white = ROW(clean, uint8_t, y) + x;
            fetch(rgb, (y + 1) * factor, x * step, factor, bytes);
            if (are_white(rgb, y * factor, x * step, factor, bytes)) {
                memset(out, 255, (size_t)(3 * many));
                memset(white, 1, (size_t)many);
                continue;
            }
            add_rows(rgb, y * factor, x * step, factor, bytes, sums);
            sums[bytes] = 0;
            const uint16_t largest = add_pixels(sums, bytes - 3 * (factor - 1) + 1, factor, across);
            pick_blocks(across, many, factor, blocks);
            average(blocks, 3 * many, factor, out);
            if (largest == most)
                find_clean(blocks, many, most, white);
            else
                memset(white, 0, (size_t)many);
        }
    }
}

/* Loops of known length take two thirds of the time. */
INLINE void reduce_any(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    switch (factor) {
    case 2: reduce_by(rgb, 2, work, clean); break;
    case 3: reduce_by(rgb, 3, work, clean); break;
    case 4: reduce_by(rgb, 4, work, clean); break;
    case 5: reduce_by(rgb, 5, work, clean); break;
    default: reduce_by(rgb, factor, work, clean);
    }
}

AVX2 static void reduce_avx2(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    reduce_any(rgb, factor, work, clean);
}

static void reduce_plain(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    reduce_any(rgb, factor, work, clean);
}

static PyObject *reduce(PyObject *self, PyObject *args) {
    PyObject *from, *to, *white, *answer = NULL;
    Plane rgb = {0}, work = {0}, clean = {0};
    int factor;
    (void)self;
    if (!PyArg_ParseTuple(args, "OiOO", &from, &factor, &to, &white)) return NULL;
    if (factor < 2 || factor > LARGEST)
        return PyErr_Format(PyExc_ValueError, "factor is %d, not 2 to %d", factor, LARGEST);
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(to, &work, "work", 'B', 3, WRITE) < 0 ||
        plane_open(white, &clean, "clean", 'B', 1, WRITE) < 0 ||
        plane_sized(&work, "work", rgb.rows / factor, rgb.columns / factor) < 0 ||
        plane_sized(&clean, "clean", work.rows, work.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? reduce_avx2 : reduce_plain)(&rgb, factor, &work, &clean);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&work);
    plane_close(&clean);
    return answer;
}

PyMethodDef reduce_kernels[] = {
    {"reduce", reduce, METH_VARARGS, "Average blocks and find those that are exactly white."},
    {NULL, NULL, 0, NULL},
};
