/* Averaging whole blocks, and telling the blocks that are exactly white, in one pass.
 *
 * The average is OpenCV's INTER_AREA to the bit: for blocks of two by two it rounds half up, for
 * larger ones it multiplies by 1/area in single precision and rounds half to even. */

#include "plane.h"

enum {
    LARGEST = 16, /* up to which the sum of a block fits in 16 bits */
    CHUNK = 32    /* blocks of a row done together: their sums stay in the nearest cache */
};

INLINE int is_white(const uint8_t *bytes, Py_ssize_t count) {
    uint8_t all = 255;
    for (Py_ssize_t x = 0; x < count; x++) all &= bytes[x];
    return all == 255;
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

/* Sum `factor` pixels from each value on. Of these sums only every so many is needed, but plain steps
 * beat skipping. */
INLINE void add_pixels(const uint16_t *restrict sums, Py_ssize_t values, int factor,
                       uint16_t *restrict across) {
    for (Py_ssize_t x = 0; x < values; x++) {
        uint16_t sum = (uint16_t)(sums[x] + sums[x + 3]);
        if (factor > 2) sum = (uint16_t)(sum + sums[x + 6]);
        if (factor > 3) sum = (uint16_t)(sum + sums[x + 9]);
        across[x] = sum;
    }
    for (int step = 4; step < factor; step++)
        for (Py_ssize_t x = 0; x < values; x++)
            across[x] = (uint16_t)(across[x] + sums[x + 3 * step]);
}

/* Bring the sums of blocks together, three values and a fourth at once: that one belongs to no
 * block and is overwritten. */
INLINE void pick_blocks(const uint16_t *across, Py_ssize_t columns, int factor, uint16_t *blocks) {
    for (Py_ssize_t x = 0; x < columns; x++)
        memcpy(blocks + 3 * x, across + 3 * factor * x, 4 * sizeof *blocks);
}

/* Sum up blocks, three values a block; the sums of a fourth go to where the next block's begin. */
INLINE void sum_blocks(const Plane *rgb, Py_ssize_t top, Py_ssize_t left, int factor,
                       Py_ssize_t columns, uint16_t *blocks) {
    uint16_t sums[3 * CHUNK * LARGEST + 1], across[3 * CHUNK * LARGEST];
    const Py_ssize_t bytes = 3 * factor * columns;
    add_rows(rgb, top, left, factor, bytes, sums);
    sums[bytes] = 0;
    add_pixels(sums, bytes - 3 * (factor - 1) + 1, factor, across);
    pick_blocks(across, columns, factor, blocks);
}

#ifdef HAS_SHELLS
/* The same as is_white; the last bytes may be looked at twice. */
AVX2 static inline int is_white_wide(const uint8_t *bytes, Py_ssize_t count) {
    __m256i all = _mm256_set1_epi8(-1);
    if (count < 32) return is_white(bytes, count);
    for (Py_ssize_t x = 0; x < count; x += 32)
        all = _mm256_and_si256(
            all, _mm256_loadu_si256((const __m256i *)(bytes + (x < count - 32 ? x : count - 32))));
    return _mm256_movemask_epi8(_mm256_cmpeq_epi8(all, _mm256_set1_epi8(-1))) == -1;
}

enum { BEYOND = 48 /* bytes that a row must have more than its blocks: they are read in vain */ };

/* The same where a block's row fits a lane: pairs of its pixels are brought together by colour, and
 * added up in one instruction. Two lanes are two blocks, or four of two by two. */
AVX2 static inline void sum_narrow(const Plane *rgb, Py_ssize_t top, Py_ssize_t left, int factor,
                                   Py_ssize_t columns, uint16_t *blocks) {
    const __m256i ones = _mm256_set1_epi8(1);
    const __m256i pairs = _mm256_broadcastsi128_si256(
        factor == 3 ? _mm_setr_epi8(0, 3, 1, 4, 2, 5, -1, -1, 6, -1, 7, -1, 8, -1, -1, -1)
                    : _mm_setr_epi8(0, 3, 1, 4, 2, 5, -1, -1, 6, 9, 7, 10, 8, 11, -1, -1));
    const Py_ssize_t lane = factor == 3 ? 9 : 12, step = factor == 2 ? 4 : 2;
    for (Py_ssize_t x = 0; x < columns; x += step) {
        __m256i sums = _mm256_setzero_si256();
        for (int row = 0; row < factor; row++) {
            const uint8_t *at = ROW(rgb, uint8_t, top + row) + left + 3 * factor * x;
            const __m256i both = _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)at)),
                _mm_loadu_si128((const __m128i *)(at + lane)), 1);
            sums = _mm256_add_epi16(sums, _mm256_maddubs_epi16(_mm256_shuffle_epi8(both, pairs), ones));
        }
        if (factor > 2) sums = _mm256_add_epi16(sums, _mm256_bsrli_epi128(sums, 8));
        const __m128i first = _mm256_castsi256_si128(sums), second = _mm256_extracti128_si256(sums, 1);
        uint16_t *to = blocks + 3 * x;
        _mm_storel_epi64((__m128i *)to, first);
        if (factor == 2) {
            _mm_storel_epi64((__m128i *)(to + 3), _mm_unpackhi_epi64(first, first));
            _mm_storel_epi64((__m128i *)(to + 6), second);
            _mm_storel_epi64((__m128i *)(to + 9), _mm_unpackhi_epi64(second, second));
        } else {
            _mm_storel_epi64((__m128i *)(to + 3), second);
        }
    }
}
#else
enum { BEYOND = 0 };
#define sum_narrow sum_blocks
#define is_white_wide is_white
#endif

INLINE uint16_t largest_of(const uint16_t *values, Py_ssize_t count) {
    uint16_t largest = 0;
    for (Py_ssize_t x = 0; x < count; x++) largest = values[x] > largest ? values[x] : largest;
    return largest;
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

/* Whether some rows are white: most pictures are for the most part. */
INLINE int are_white(const Plane *rgb, Py_ssize_t top, Py_ssize_t left, int factor,
                     Py_ssize_t bytes, int wide) {
    for (int step = 0; step < factor; step++) {
        const uint8_t *row = ROW(rgb, uint8_t, top + step) + left;
        if ((row[0] & row[bytes - 1]) != 255) return 0;
        if (!(wide ? is_white_wide(row, bytes) : is_white(row, bytes))) return 0;
    }
    return 1;
}

/* `wide`: by AVX2; up to blocks of 4, those at a row's end left out, lane by lane. */
INLINE void reduce_by(const Plane *rgb, int factor, const Plane *work, const Plane *clean,
                      int wide) {
    uint16_t blocks[3 * (CHUNK + 4) + 1];
    const Py_ssize_t columns = work->columns, step = 3 * factor, whole = 3 * rgb->columns - BEYOND;
    const uint16_t most = (uint16_t)(255 * factor * factor);
    for (Py_ssize_t y = 0; y < work->rows; y++) {
        for (Py_ssize_t x = 0; x < columns; x += CHUNK) {
            const Py_ssize_t many = columns - x < CHUNK ? columns - x : CHUNK;
            const Py_ssize_t bytes = many * step;
            uint8_t *out = ROW(work, uint8_t, y) + 3 * x, *white = ROW(clean, uint8_t, y) + x;
            fetch(rgb, (y + 1) * factor, x * step, factor, bytes);
            if (are_white(rgb, y * factor, x * step, factor, bytes, wide)) {
                memset(out, 255, (size_t)(3 * many));
                memset(white, 1, (size_t)many);
                continue;
            }
            if (wide && factor <= 4 && (x + many) * step <= whole)
                sum_narrow(rgb, y * factor, x * step, factor, many, blocks);
            else
                sum_blocks(rgb, y * factor, x * step, factor, many, blocks);
            average(blocks, 3 * many, factor, out);
            if (largest_of(blocks, 3 * many) == most)
                find_clean(blocks, many, most, white);
            else
                memset(white, 0, (size_t)many);
        }
    }
}

/* Loops of known length take two thirds of the time. */
INLINE void reduce_any(const Plane *rgb, int factor, const Plane *work, const Plane *clean,
                       int wide) {
    switch (factor) {
    case 2: reduce_by(rgb, 2, work, clean, wide); break;
    case 3: reduce_by(rgb, 3, work, clean, wide); break;
    case 4: reduce_by(rgb, 4, work, clean, wide); break;
    case 5: reduce_by(rgb, 5, work, clean, wide); break;
    default: reduce_by(rgb, factor, work, clean, wide);
    }
}

AVX2 static void reduce_avx2(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    reduce_any(rgb, factor, work, clean, 1);
}

static void reduce_plain(const Plane *rgb, int factor, const Plane *work, const Plane *clean) {
    reduce_any(rgb, factor, work, clean, 0);
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
