/* Colours within areas: counted in cubes, and where a picture has those of a range. */

#include "bits.h"

/* 64 pixels, channel by channel. */
typedef struct {
    uint8_t red[64], green[64], blue[64];
} Part;

INLINE void load(const uint8_t *restrict pixels, const int count, Part *restrict part) {
    for (int x = 0; x < count; x++) {
        part->red[x] = pixels[3 * x];
        part->green[x] = pixels[3 * x + 1];
        part->blue[x] = pixels[3 * x + 2];
    }
}

/* A level below the range is far above it once that is taken off. */
INLINE uint64_t word_within(const Part *restrict part, const uint8_t *low, const uint8_t *high,
                            BitsSigns signs) {
    const uint8_t red = low[0], green = low[1], blue = low[2];
    const uint8_t reds = (uint8_t)(high[0] - red), greens = (uint8_t)(high[1] - green);
    const uint8_t blues = (uint8_t)(high[2] - blue);
    uint8_t found[64];
    for (int x = 0; x < 64; x++)
        found[x] = ((uint8_t)(part->red[x] - red) <= reds) &
                ((uint8_t)(part->green[x] - green) <= greens) &
                ((uint8_t)(part->blue[x] - blue) <= blues)
            ? 255
            : 0;
    return signs(found);
}

/* Lowest and highest levels of `count` colours, three each. */
typedef struct {
    const uint8_t *low, *high;
    Py_ssize_t count;
} Ranges;

/* Where `bits` are 0 nothing is looked at. */
INLINE void within_any(const Plane *rgb, const Ranges *ranges, const Bits *bits, BitsSigns signs,
                       const Bits *out) {
    const Py_ssize_t apart = bits->rows * bits->across;
    Part part = {{0}, {0}, {0}};
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint8_t *row = ROW(rgb, uint8_t, y);
        for (Py_ssize_t at = 0; at < bits->across; at++) {
            const uint64_t word = BITS_ROW(bits, y)[at];
            uint64_t *to = BITS_ROW(out, y) + at;
            const Py_ssize_t left = rgb->columns - 64 * at;
            if (word && left >= 64)
                load(row + 192 * at, 64, &part);
            else if (word)
                load(row + 192 * at, (int)left, &part);
            for (Py_ssize_t one = 0; one < ranges->count; one++)
                to[one * apart] =
                    word ? word & word_within(&part, ranges->low + 3 * one, ranges->high + 3 * one,
                                              signs)
                         : 0;
        }
    }
}

AVX2 static void within_avx2(const Plane *rgb, const Ranges *ranges, const Bits *bits,
                             const Bits *out) {
    within_any(rgb, ranges, bits, bits_signs_avx2, out);
}
static void within_plain(const Plane *rgb, const Ranges *ranges, const Bits *bits,
                         const Bits *out) {
    within_any(rgb, ranges, bits, bits_signs, out);
}

static PyObject *area_within(PyObject *self, PyObject *args) {
    PyObject *from, *area, *to, *answer = NULL;
    Plane rgb = {0}, words = {0}, found = {0};
    Bits bits, out;
    const char *low, *high;
    Py_ssize_t lows, highs;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oy#y#OO", &from, &low, &lows, &high, &highs, &area, &to))
        return NULL;
    if (lows % 3 || highs != lows)
        return PyErr_Format(PyExc_ValueError, "low and high: three levels for each colour");
    for (Py_ssize_t at = 0; at < lows; at++)
        if ((uint8_t)low[at] > (uint8_t)high[at])
            return PyErr_Format(PyExc_ValueError, "low is above high");
    const Ranges ranges = {(const uint8_t *)low, (const uint8_t *)high, lows / 3};
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        bits_open(area, rgb.columns, "area", READ, &words, &bits) < 0 ||
        bits_open(to, rgb.columns, "out", WRITE, &found, &out) < 0 ||
        plane_sized(&rgb, "rgb", words.rows, rgb.columns) < 0 ||
        plane_sized(&found, "out", ranges.count * words.rows, words.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? within_avx2 : within_plain)(&rgb, &ranges, &bits, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&words);
    plane_close(&found);
    return answer;
}

/* The cubes that 64 pixels lie in. */
INLINE void cubes_of(const Part *restrict part, int shift, uint32_t *restrict cubes) {
    const int size = 8 - shift;
    for (int x = 0; x < 64; x++)
        cubes[x] = (uint32_t)(part->red[x] >> shift) << 2 * size |
            (uint32_t)(part->green[x] >> shift) << size | (uint32_t)(part->blue[x] >> shift);
}

INLINE void count_cubes_any(const Plane *rgb, const Bits *bits, int shift, int32_t *counts) {
    Part part = {{0}, {0}, {0}};
    uint32_t cubes[64];
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint8_t *row = ROW(rgb, uint8_t, y);
        for (Py_ssize_t at = 0; at < bits->across; at++) {
            uint64_t word = BITS_ROW(bits, y)[at];
            const Py_ssize_t left = rgb->columns - 64 * at;
            if (!word) continue;
            if (left >= 64)
                load(row + 192 * at, 64, &part);
            else
                load(row + 192 * at, (int)left, &part);
            cubes_of(&part, shift, cubes);
            if (word == ~0ULL)
                for (int x = 0; x < 64; x++) counts[cubes[x]]++;
            else
                for (; word; word &= word - 1) counts[cubes[bits_lowest(word)]]++;
        }
    }
}

AVX2 static void count_cubes_avx2(const Plane *rgb, const Bits *bits, int shift, int32_t *counts) {
    count_cubes_any(rgb, bits, shift, counts);
}
static void count_cubes_plain(const Plane *rgb, const Bits *bits, int shift, int32_t *counts) {
    count_cubes_any(rgb, bits, shift, counts);
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
        plane_open(to, &counts, "counts", 'i', 1, WRITE) < 0 ||
        plane_sized(&counts, "counts", 1, (Py_ssize_t)1 << 3 * (8 - shift)) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? count_cubes_avx2 : count_cubes_plain)(&rgb, &bits, shift,
                                                        (int32_t *)counts.data);
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
