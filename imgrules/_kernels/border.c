/* Counting, row by row or column by column, the pixels of one colour. */

#include <stdlib.h>

#include "plane.h"

enum { CHANNELS = 3, CHUNK = 128 /* pixels looked at together */ };

typedef struct {
    uint8_t low[CHANNELS * CHUNK], span[CHANNELS * CHUNK]; /* for each byte of a chunk */
} Range;

static void fill_range(Range *range, const char *low, const char *high) {
    for (int at = 0; at < CHANNELS * CHUNK; at++) {
        range->low[at] = (uint8_t)low[at % CHANNELS];
        range->span[at] = (uint8_t)((uint8_t)high[at % CHANNELS] - (uint8_t)low[at % CHANNELS]);
    }
}

/* Set for each pixel of a chunk whether all of its channels are in the range. */
INLINE void compare(const uint8_t *restrict row, const Range *range, Py_ssize_t many,
                    uint8_t *restrict within) {
    uint8_t apart[CHANNELS * CHUNK];
    for (Py_ssize_t x = 0; x < CHANNELS * many; x++)
        apart[x] = (uint8_t)(row[x] - range->low[x]) <= range->span[x];
    for (Py_ssize_t x = 0; x < many; x++)
        within[x] = apart[CHANNELS * x] & apart[CHANNELS * x + 1] & apart[CHANNELS * x + 2];
}

INLINE void count_any(const Plane *rgb, const Range *range, int down, int32_t *restrict counts) {
    uint8_t within[CHUNK];
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        if (y + FETCHED < rgb->rows) FETCH(ROW(rgb, uint8_t, y + FETCHED));
        for (Py_ssize_t start = 0; start < rgb->columns; start += CHUNK) {
            const Py_ssize_t left = rgb->columns - start, many = left < CHUNK ? left : CHUNK;
            compare(ROW(rgb, uint8_t, y) + CHANNELS * start, range, many, within);
            if (down) {
                for (Py_ssize_t x = 0; x < many; x++) counts[start + x] += within[x];
            } else {
                int32_t sum = 0;
                for (Py_ssize_t x = 0; x < many; x++) sum += within[x];
                counts[y] += sum;
            }
        }
    }
}

AVX2 static void count_avx2(const Plane *rgb, const Range *range, int down, int32_t *counts) {
    count_any(rgb, range, down, counts);
}

static void count_plain(const Plane *rgb, const Range *range, int down, int32_t *counts) {
    count_any(rgb, range, down, counts);
}

static PyObject *count_within(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane rgb = {0}, counts = {0};
    const char *low, *high;
    Py_ssize_t lows, highs;
    int down;
    Range range;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oy#y#pO", &from, &low, &lows, &high, &highs, &down, &to))
        return NULL;
    if (lows != CHANNELS || highs != CHANNELS)
        return PyErr_Format(PyExc_ValueError, "low and high: a level for each of %d channels",
                            CHANNELS);
    if (plane_open(from, &rgb, "rgb", 'B', CHANNELS, READ) < 0 ||
        plane_open(to, &counts, "counts", 'i', 1, WRITE) < 0 ||
        plane_sized(&counts, "counts", 1, down ? rgb.columns : rgb.rows) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    memset(ROW(&counts, int32_t, 0), 0, (size_t)counts.columns * sizeof(int32_t));
    fill_range(&range, low, high);
    (HAS_AVX2() ? count_avx2 : count_plain)(&rgb, &range, down, ROW(&counts, int32_t, 0));
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&counts);
    return answer;
}

enum { MOST = 64 /* rows of a side counted together */ };

/* Rows are counted from the side inwards; `turns` as np.rot90 has it, that bring the side to the
 * top: 0 top, 1 right, 2 bottom, 3 left. */
typedef struct {
    const Plane *rgb;
    int turns;
    Py_ssize_t depth, width;
} Side;

/* Count in rows first..end of a side the pixels in the range. */
static void count_side(const Side *side, const Range *range, Py_ssize_t first, Py_ssize_t end,
                       int32_t *counts) {
    const Plane *rgb = side->rgb;
    const Py_ssize_t many = end - first;
    Plane strip = *rgb;
    int32_t found[MOST] = {0};
    if (side->turns % 2) {
        const Py_ssize_t left = side->turns == 1 ? rgb->columns - end : first;
        strip.data += CHANNELS * left;
        strip.columns = many;
    } else {
        strip.data += (side->turns == 2 ? rgb->rows - end : first) * rgb->stride;
        strip.rows = many;
    }
    (HAS_AVX2() ? count_avx2 : count_plain)(&strip, range, side->turns % 2, found);
    for (Py_ssize_t at = 0; at < many; at++)
        counts[at] = found[side->turns == 1 || side->turns == 2 ? many - 1 - at : at];
}

static void fill_around(Range *range, const char *middle, int levels) {
    char low[CHANNELS], high[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
        const int level = (uint8_t)middle[channel];
        low[channel] = (char)(level > levels ? level - levels : 0);
        high[channel] = (char)(level + levels < 255 ? level + levels : 255);
    }
    fill_range(range, low, high);
}

/* Count the rows from the side on of which a share of `flat` is in the range; those from `start` to
 * `stop` are known to be so. Few are looked at first: in most pictures they already differ. */
static Py_ssize_t flat_rows(const Side *side, const Range *range, double flat, Py_ssize_t start,
                            Py_ssize_t stop) {
    int32_t counts[MOST];
    Py_ssize_t top = 0, many = 8;
    while (top < side->depth) {
        if (top >= start && top < stop) {
            top = stop;
            continue;
        }
        Py_ssize_t end = top + many;
        if (top < start && start < stop && end > start) end = start;
        if (end > side->depth) end = side->depth;
        count_side(side, range, top, end, counts);
        for (Py_ssize_t at = 0; at < end - top; at++)
            if (!((double)counts[at] / (double)side->width >= flat)) return top + at;
        top = end;
        many = MOST;
    }
    return top < side->depth ? top : side->depth;
}

/* The first of rows start..end of which a share of `across` is out of the range, or -1. */
static Py_ssize_t first_far(const Side *side, const Range *range, double across, Py_ssize_t start,
                            Py_ssize_t end) {
    int32_t counts[MOST];
    if (start >= end) return -1;
    count_side(side, range, start, end, counts);
    for (Py_ssize_t at = 0; at < end - start; at++)
        if ((double)(side->width - counts[at]) / (double)side->width >= across) return start + at;
    return -1;
}

static int side_fits(const Side *side, Py_ssize_t block) {
    const Py_ssize_t most = side->turns % 2 ? side->rgb->columns : side->rgb->rows;
    if (side->turns >= 0 && side->turns < 4 && side->depth >= 0 && side->depth <= most &&
        side->width > 0 && block >= 0 && block <= MOST)
        return 0;
    PyErr_Format(PyExc_ValueError, "turns of %d, a depth of %zd and a block of %zd rows do not fit",
                 side->turns, side->depth, block);
    return -1;
}

static PyObject *side_edge(PyObject *self, PyObject *args) {
    PyObject *from, *answer = NULL;
    Plane rgb = {0};
    Side side = {&rgb, 0, 0, 0};
    const char *middle;
    Py_ssize_t channels, start, stop, block, rows, end, far = -1;
    int same, jump;
    double flat, across;
    Range near, beyond;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oinnny#iiddn", &from, &side.turns, &side.depth, &start, &stop,
                          &middle, &channels, &same, &jump, &flat, &across, &block))
        return NULL;
    if (channels != CHANNELS)
        return PyErr_Format(PyExc_ValueError, "middle: a level for each of %d channels", CHANNELS);
    if (plane_open(from, &rgb, "rgb", 'B', CHANNELS, READ) < 0) goto close;
    side.width = side.turns % 2 ? rgb.rows : rgb.columns;
    if (side_fits(&side, block) < 0) goto close;
    Py_BEGIN_ALLOW_THREADS;
    fill_around(&near, middle, same);
    fill_around(&beyond, middle, jump);
    rows = flat_rows(&side, &near, flat, start, stop);
    end = rows + block < side.depth - 1 ? rows + block : side.depth - 1;
    if (rows > 0) far = first_far(&side, &beyond, across, rows, end);
    Py_END_ALLOW_THREADS;
    answer = Py_BuildValue("nn", rows, far);
close:
    plane_close(&rgb);
    return answer;
}

PyMethodDef border_kernels[] = {
    {"count_within", count_within, METH_VARARGS, "Count the pixels of one colour by rows."},
    {"side_edge", side_edge, METH_VARARGS, "Follow a colour inwards from a side to where it ends."},
    {NULL, NULL, 0, NULL},
};
