/* Chroma of sRGB pixels by tables.
 *
 * Every step is one operation in single precision, in the order of images/chroma.py: there the
 * same is written with NumPy, and the results are the same to the bit. */

#include <math.h>

#include "plane.h"

enum { CHANNELS = 3, AXES = 4 /* X, Y, Z, and one for company */, LEVELS = 256, STEPS = 4096 };

typedef struct {
    const float *shares; /* by channel, level, axis */
    const float *curve;  /* start and slope by step */
} Tables;

INLINE float curve_at(const Tables *tables, float scaled) {
    const int32_t step = (int32_t)scaled;
    const float *part = tables->curve + 2 * step;
    return part[0] + (scaled - (float)step) * part[1];
}

/* The square of a pixel's chroma. */
INLINE float square_of(const Tables *tables, const uint8_t *pixel) {
    const float *red = tables->shares + AXES * pixel[0];
    const float *green = tables->shares + AXES * (LEVELS + pixel[1]);
    const float *blue = tables->shares + AXES * (2 * LEVELS + pixel[2]);
    float at[AXES];
    for (int axis = 0; axis < AXES; axis++) {
        float scaled = (red[axis] + green[axis] + blue[axis]) * (float)STEPS;
        scaled = scaled < (float)STEPS ? scaled : (float)STEPS;
        at[axis] = scaled > 0.0f ? scaled : 0.0f;
    }
    const float x = curve_at(tables, at[0]), y = curve_at(tables, at[1]);
    const float z = curve_at(tables, at[2]);
    const float a = 500.0f * (x - y), b = 200.0f * (y - z);
    return a * a + b * b;
}

#ifdef HAS_SHELLS
/* The same, X, Y and Z side by side; compilers take them one by one. */
AVX2 static inline float square_wide(const Tables *tables, const uint8_t *pixel) {
    const __m128 most = _mm_set1_ps((float)STEPS);
    __m128 at = _mm_add_ps(_mm_loadu_ps(tables->shares + AXES * pixel[0]),
                           _mm_loadu_ps(tables->shares + AXES * (LEVELS + pixel[1])));
    at = _mm_add_ps(at, _mm_loadu_ps(tables->shares + AXES * (2 * LEVELS + pixel[2])));
    at = _mm_max_ps(_mm_min_ps(_mm_mul_ps(at, most), most), _mm_setzero_ps());
    const __m128i step = _mm_cvttps_epi32(at);
    const __m128 way = _mm_sub_ps(at, _mm_cvtepi32_ps(step));
    const double *curve = (const double *)(const void *)tables->curve; /* a pair of floats each */
    const __m128 two = _mm_castpd_ps(_mm_loadh_pd(_mm_load_sd(curve + _mm_extract_epi32(step, 0)),
                                                  curve + _mm_extract_epi32(step, 1)));
    const __m128 third = _mm_castpd_ps(_mm_load_sd(curve + _mm_extract_epi32(step, 2)));
    const __m128 start = _mm_shuffle_ps(two, third, _MM_SHUFFLE(0, 0, 2, 0));
    const __m128 slope = _mm_shuffle_ps(two, third, _MM_SHUFFLE(1, 1, 3, 1));
    const __m128 found = _mm_add_ps(start, _mm_mul_ps(way, slope));
    const __m128 next = _mm_shuffle_ps(found, found, _MM_SHUFFLE(2, 2, 2, 1));
    const __m128 ab = _mm_mul_ps(_mm_setr_ps(500.0f, 200.0f, 0.0f, 0.0f), _mm_sub_ps(found, next));
    const __m128 squares = _mm_mul_ps(ab, ab);
    return _mm_cvtss_f32(_mm_add_ss(squares, _mm_movehdup_ps(squares)));
}
#else
#define square_wide square_of
#endif

/* Roots apart from the rest: they can be taken of many at once. */
INLINE void chroma_any(const Plane *rgb, const Tables *tables, const Plane *out, int wide) {
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        const uint8_t *pixel = ROW(rgb, uint8_t, y);
        float *restrict row = ROW(out, float, y);
        for (Py_ssize_t x = 0; x < rgb->columns; x++, pixel += CHANNELS) {
            int grey = pixel[0] == pixel[1] && pixel[1] == pixel[2];
            row[x] = grey   ? 0.0f
                     : wide ? square_wide(tables, pixel)
                            : square_of(tables, pixel);
        }
        for (Py_ssize_t x = 0; x < rgb->columns; x++) row[x] = sqrtf(row[x]);
    }
}

AVX2 static void chroma_avx2(const Plane *rgb, const Tables *tables, const Plane *out) {
    chroma_any(rgb, tables, out, 1);
}

static void chroma_plain(const Plane *rgb, const Tables *tables, const Plane *out) {
    chroma_any(rgb, tables, out, 0);
}

/* The tables are read across their rows. */
static int is_whole(const Plane *table) {
    if (table->stride == table->columns * (Py_ssize_t)sizeof(float)) return 0;
    PyErr_SetString(PyExc_ValueError, "the rows of a table do not lie one after another");
    return -1;
}

static PyObject *chroma(PyObject *self, PyObject *args) {
    PyObject *from, *parts, *curve, *to, *answer = NULL;
    Plane rgb = {0}, shares = {0}, steps = {0}, out = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO", &from, &parts, &curve, &to)) return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', CHANNELS, READ) < 0 ||
        plane_open(parts, &shares, "shares", 'f', 1, READ) < 0 ||
        plane_open(curve, &steps, "curve", 'f', 1, READ) < 0 ||
        plane_open(to, &out, "chroma", 'f', 1, WRITE) < 0 ||
        plane_sized(&shares, "shares", CHANNELS * LEVELS, AXES) < 0 ||
        plane_sized(&steps, "curve", STEPS + 1, 2) < 0 ||
        is_whole(&shares) < 0 || is_whole(&steps) < 0 ||
        plane_sized(&out, "chroma", rgb.rows, rgb.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    const Tables tables = {ROW(&shares, float, 0), ROW(&steps, float, 0)};
    (HAS_AVX2() ? chroma_avx2 : chroma_plain)(&rgb, &tables, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&shares);
    plane_close(&steps);
    plane_close(&out);
    return answer;
}

PyMethodDef chroma_kernels[] = {
    {"chroma", chroma, METH_VARARGS, "Chroma of each pixel."},
    {NULL, NULL, 0, NULL},
};
