/* Luma of a picture, and of its half, in one pass.
 *
 * Luma is OpenCV's to the bit: whole-number weights of 15 bits, rounded half up. The half holds sums
 * of two by two of them. */

#include "plane.h"

enum { RED = 9798, GREEN = 19235, BLUE = 3735, BITS = 15, ROUND = 1 << (BITS - 1) };

INLINE void luma_pixels(const uint8_t *rgb, Py_ssize_t from, Py_ssize_t count, uint8_t *out) {
    for (Py_ssize_t x = from; x < count; x++)
        out[x] = (uint8_t)((rgb[3 * x] * RED + rgb[3 * x + 1] * GREEN + rgb[3 * x + 2] * BLUE +
                            ROUND) >> BITS);
}

INLINE void sum_pairs(const uint8_t *restrict one, const uint8_t *restrict two, Py_ssize_t count,
                      uint16_t *restrict out) {
    for (Py_ssize_t x = 0; x < count; x++)
        out[x] = (uint16_t)(one[2 * x] + one[2 * x + 1] + two[2 * x] + two[2 * x + 1]);
}

#ifdef HAS_SHELLS
enum { STEP = 32, BEYOND = 34 /* pixels that a step reads, some of them in vain */ };

/* Compilers take colours apart slowly: four pixels a lane become pairs of red and green, and of blue
 * and what rounds, which are weighed and added up in one instruction. */
AVX2 static Py_ssize_t luma_steps(const uint8_t *rgb, Py_ssize_t count, uint8_t *out) {
    const __m256i reds = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const __m256i blues = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
    const __m256i one = _mm256_set1_epi32(1 << 16);
    const __m256i first = _mm256_set1_epi32(RED | GREEN << 16);
    const __m256i second = _mm256_set1_epi32(BLUE | ROUND << 16);
    Py_ssize_t x = 0;
    for (; x + BEYOND <= count; x += STEP) {
        __m256i four[4];
        for (int part = 0; part < 4; part++) {
            const uint8_t *at = rgb + 3 * (x + 4 * part);
            const __m256i both = _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)at)),
                _mm_loadu_si128((const __m128i *)(at + 48)), 1);
            const __m256i pairs = _mm256_shuffle_epi8(both, reds);
            const __m256i rest = _mm256_or_si256(_mm256_shuffle_epi8(both, blues), one);
            four[part] = _mm256_srli_epi32(_mm256_add_epi32(_mm256_madd_epi16(pairs, first),
                                                            _mm256_madd_epi16(rest, second)), BITS);
        }
        _mm256_storeu_si256((__m256i *)(out + x),
                            _mm256_packus_epi16(_mm256_packus_epi32(four[0], four[1]),
                                                _mm256_packus_epi32(four[2], four[3])));
    }
    return x;
}
#else
static Py_ssize_t luma_steps(const uint8_t *rgb, Py_ssize_t count, uint8_t *out) {
    (void)rgb, (void)count, (void)out;
    return 0;
}
#endif

INLINE void luma_any(const Plane *rgb, const Plane *out, const Plane *half, int steps) {
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        const uint8_t *row = ROW(rgb, uint8_t, y);
        uint8_t *here = ROW(out, uint8_t, y);
        luma_pixels(row, steps ? luma_steps(row, rgb->columns, here) : 0, rgb->columns, here);
        plane_gap(rgb, y, 3 * rgb->columns);
        if (y % 2)
            sum_pairs(ROW(out, uint8_t, y - 1), here, half->columns, ROW(half, uint16_t, y / 2));
    }
}

AVX2 static void luma_avx2(const Plane *rgb, const Plane *out, const Plane *half) {
    luma_any(rgb, out, half, 1);
}

static void luma_plain(const Plane *rgb, const Plane *out, const Plane *half) {
    luma_any(rgb, out, half, 0);
}

static PyObject *luma(PyObject *self, PyObject *args) {
    PyObject *from, *to, *smaller, *answer = NULL;
    Plane rgb = {0}, out = {0}, half = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", &from, &to, &smaller)) return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(to, &out, "out", 'B', 1, WRITE) < 0 ||
        plane_open(smaller, &half, "half", 'H', 1, WRITE) < 0 ||
        plane_sized(&out, "out", rgb.rows, rgb.columns) < 0 ||
        plane_sized(&half, "half", rgb.rows / 2, rgb.columns / 2) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? luma_avx2 : luma_plain)(&rgb, &out, &half);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&out);
    plane_close(&half);
    return answer;
}

PyMethodDef luma_kernels[] = {
    {"luma", luma, METH_VARARGS, "Take the luma of a picture and of its half."},
    {NULL, NULL, 0, NULL},
};
