/* Colours within areas: counted in cubes, and where a picture has those of a range. */

#include "bits.h"

/* 64 pixels at most, of three channels. */
INLINE uint64_t word_within(const uint8_t *restrict red, const uint8_t *restrict green,
                            const uint8_t *restrict blue, const int count, const uint8_t *low,
                            const uint8_t *high) {
    const uint8_t red_low = low[0], green_low = low[1], blue_low = low[2];
    const uint8_t red_high = high[0], green_high = high[1], blue_high = high[2];
    uint8_t found[64];
    if (count < 64) memset(found, 0, sizeof found);
    for (int x = 0; x < count; x++)
        found[x] = (red[x] >= red_low) & (red[x] <= red_high) & (green[x] >= green_low) &
            (green[x] <= green_high) & (blue[x] >= blue_low) & (blue[x] <= blue_high);
    return bits_word(found);
}

/* `planes`: red, green and blue, one below the other. Where `bits` are 0 nothing is looked at. */
INLINE void within_any(const Plane *planes, const uint8_t *low, const uint8_t *high,
                       const Bits *bits, const Bits *out) {
    for (Py_ssize_t y = 0; y < out->rows; y++) {
        const uint8_t *red = ROW(planes, uint8_t, y), *green = ROW(planes, uint8_t, y + out->rows);
        const uint8_t *blue = ROW(planes, uint8_t, y + 2 * out->rows);
        for (Py_ssize_t at = 0; at < out->across; at++) {
            const uint64_t word = BITS_ROW(bits, y)[at];
            const Py_ssize_t x = 64 * at, left = planes->columns - x;
            uint64_t found = 0;
            if (word && left >= 64)
                found = word_within(red + x, green + x, blue + x, 64, low, high);
            else if (word)
                found = word_within(red + x, green + x, blue + x, (int)left, low, high);
            BITS_ROW(out, y)[at] = found & word;
        }
    }
}

AVX2 static void within_avx2(const Plane *planes, const uint8_t *low, const uint8_t *high,
                             const Bits *bits, const Bits *out) {
    within_any(planes, low, high, bits, out);
}
static void within_plain(const Plane *planes, const uint8_t *low, const uint8_t *high,
                         const Bits *bits, const Bits *out) {
    within_any(planes, low, high, bits, out);
}

static PyObject *area_within(PyObject *self, PyObject *args) {
    PyObject *from, *area, *to, *answer = NULL;
    Plane planes = {0}, words = {0}, found = {0};
    Bits bits, out;
    const char *low, *high;
    Py_ssize_t lows, highs;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oy#y#OO", &from, &low, &lows, &high, &highs, &area, &to))
        return NULL;
    if (lows != 3 || highs != 3)
        return PyErr_Format(PyExc_ValueError, "low and high: three levels each");
    if (plane_open(from, &planes, "planes", 'B', 1, READ) < 0 ||
        bits_open(area, planes.columns, "area", READ, &words, &bits) < 0 ||
        bits_open(to, planes.columns, "out", WRITE, &found, &out) < 0 ||
        plane_sized(&found, "out", words.rows, words.columns) < 0 ||
        plane_sized(&planes, "planes", 3 * words.rows, planes.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? within_avx2 : within_plain)(&planes, (const uint8_t *)low,
                                              (const uint8_t *)high, &bits, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&planes);
    plane_close(&words);
    plane_close(&found);
    return answer;
}

static void count_cubes(const Plane *rgb, const Bits *bits, int shift, int64_t *counts) {
    const int size = 8 - shift; /* bits of a channel that are left */
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint8_t *row = ROW(rgb, uint8_t, y);
        for (Py_ssize_t at = 0; at < bits->across; at++)
            for (uint64_t word = BITS_ROW(bits, y)[at]; word; word &= word - 1) {
                const uint8_t *pixel = row + 3 * (64 * at + bits_lowest(word));
                counts[(pixel[0] >> shift) << 2 * size | (pixel[1] >> shift) << size |
                       pixel[2] >> shift]++;
            }
    }
}

static PyObject *area_colours(PyObject *self, PyObject *args) {
    PyObject *from, *area, *to, *answer = NULL;
    Plane rgb = {0}, words = {0}, counts = {0};
    Bits bits;
    int width, shift = 0;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOiO", &from, &area, &width, &to)) return NULL;
    while (shift < 7 && 1 << shift < width) shift++;
    if (width != 1 << shift)
        return PyErr_Format(PyExc_ValueError, "width is %d, no power of two up to 128", width);
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        bits_open(area, rgb.columns, "area", READ, &words, &bits) < 0 ||
        plane_sized(&words, "area", rgb.rows, words.columns) < 0 ||
        plane_open(to, &counts, "counts", 'q', 1, WRITE) < 0 ||
        plane_sized(&counts, "counts", 1, (Py_ssize_t)1 << 3 * (8 - shift)) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    count_cubes(&rgb, &bits, shift, (int64_t *)counts.data);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&words);
    plane_close(&counts);
    return answer;
}

PyMethodDef area_colours_kernels[] = {
    {"area_colours", area_colours, METH_VARARGS, "Count an area's colours in cubes."},
    {"area_within", area_within, METH_VARARGS, "Find the pixels whose channels are in a range."},
    {NULL, NULL, 0, NULL},
};
