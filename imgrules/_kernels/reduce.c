/* Averaging whole blocks, and telling the blocks that are exactly white, in one pass.
 *
 * The average is OpenCV's INTER_AREA to the bit: for blocks of two by two it rounds half up, for
 * larger ones it multiplies by 1/area in single precision and rounds half to even. */

#include <stdlib.h>

#include "plane.h"

enum { LARGEST = 16 }; /* up to which the sum of a block fits in 16 bits */

/* Sum `factor` rows into `sums`, each column of bytes apart. */
INLINE void add_rows(const Plane *rgb, Py_ssize_t top, int factor, Py_ssize_t bytes,
                     uint16_t *restrict sums) {
    const uint8_t *first = ROW(rgb, uint8_t, top), *second = ROW(rgb, uint8_t, top + 1);
    for (Py_ssize_t x = 0; x < bytes; x++) sums[x] = (uint16_t)(first[x] + second[x]);
    for (int step = 2; step < factor; step++) {
        const uint8_t *row = ROW(rgb, uint8_t, top + step);
        for (Py_ssize_t x = 0; x < bytes; x++) sums[x] = (uint16_t)(sums[x] + row[x]);
    }
}

/* Sum `factor` pixels of three 16-bit values, four values at once as one 64-bit number: none of
 * them overflows into its neighbour. The fourth belongs to the next pixel and is overwritten. A
 * block is clean where its three sums are those of white. */
INLINE void add_pixels(const uint16_t *sums, Py_ssize_t columns, int factor, uint16_t *blocks,
                       uint8_t *clean) {
    const uint16_t most = (uint16_t)(255 * factor * factor);
    const uint16_t white_sums[4] = {most, most, most, 0}, three[4] = {0xFFFF, 0xFFFF, 0xFFFF, 0};
    uint64_t white, mask;
    memcpy(&white, white_sums, sizeof white);
    memcpy(&mask, three, sizeof mask);
    for (Py_ssize_t x = 0; x < columns; x++) {
        uint64_t total = 0, part;
        for (int step = 0; step < factor; step++) {
            memcpy(&part, sums + 3 * (x * factor + step), sizeof part);
            total += part;
        }
        memcpy(blocks + 3 * x, &total, sizeof total);
        clean[x] = (total & mask) == white;
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
    for (Py_ssize_t x = 0; x < values; x++) {
        float level = (float)blocks[x] * share;
        out[x] = (uint8_t)(int32_t)((level + round) - round);
    }
}

INLINE void reduce_by(const Plane *rgb, int factor, const Plane *work, const Plane *clean,
                      uint16_t *sums, uint16_t *blocks) {
    const Py_ssize_t columns = work->columns;
    for (Py_ssize_t y = 0; y < work->rows; y++) {
        add_rows(rgb, y * factor, factor, 3 * columns * factor, sums);
        add_pixels(sums, columns, factor, blocks, ROW(clean, uint8_t, y));
        average(blocks, 3 * columns, factor, ROW(work, uint8_t, y));
    }
}

/* Loops of known length take two thirds of the time. */
INLINE void reduce_any(const Plane *rgb, int factor, const Plane *work, const Plane *clean,
                       uint16_t *sums, uint16_t *blocks) {
    switch (factor) {
    case 2: reduce_by(rgb, 2, work, clean, sums, blocks); break;
    case 3: reduce_by(rgb, 3, work, clean, sums, blocks); break;
    case 4: reduce_by(rgb, 4, work, clean, sums, blocks); break;
    case 5: reduce_by(rgb, 5, work, clean, sums, blocks); break;
    default: reduce_by(rgb, factor, work, clean, sums, blocks);
    }
}

AVX2 static void reduce_avx2(const Plane *rgb, int factor, const Plane *work, const Plane *clean,
                             uint16_t *sums, uint16_t *blocks) {
    reduce_any(rgb, factor, work, clean, sums, blocks);
}

static void reduce_plain(const Plane *rgb, int factor, const Plane *work, const Plane *clean,
                         uint16_t *sums, uint16_t *blocks) {
    reduce_any(rgb, factor, work, clean, sums, blocks);
}

static int reduce_planes(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    const size_t values = 3 * (size_t)work->columns;
    uint16_t *sums = malloc((values * (size_t)factor + 4) * sizeof *sums);
    uint16_t *blocks = malloc((values + 4) * sizeof *blocks);
    const int whole = sums != NULL && blocks != NULL;
    if (whole) {
        memset(sums + values * (size_t)factor, 0, 4 * sizeof *sums);
        (HAS_AVX2() ? reduce_avx2 : reduce_plain)(rgb, factor, work, clean, sums, blocks);
    }
    free(sums);
    free(blocks);
    return whole ? 0 : -1;
}

static PyObject *reduce(PyObject *self, PyObject *args) {
    PyObject *from, *to, *white, *answer = NULL;
    Plane rgb = {0}, work = {0}, clean = {0};
    int factor, failed;
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
    failed = reduce_planes(&rgb, factor, &work, &clean);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
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
