/* Areas as sets: one without another, how many pixels, whether any, and what they span. */

#include "bits.h"

INLINE void less_any(const uint64_t *restrict one, const uint64_t *restrict two, Py_ssize_t count,
                     uint64_t *restrict out) {
    for (Py_ssize_t at = 0; at < count; at++) out[at] = one[at] & ~two[at];
}

AVX2 static void less_avx2(const uint64_t *one, const uint64_t *two, Py_ssize_t count,
                           uint64_t *out) {
    less_any(one, two, count, out);
}

static void less_plain(const uint64_t *one, const uint64_t *two, Py_ssize_t count, uint64_t *out) {
    less_any(one, two, count, out);
}

INLINE int64_t count_any(const uint64_t *words, Py_ssize_t count) {
    int64_t sum = 0;
    for (Py_ssize_t at = 0; at < count; at++) sum += bits_ones(words[at]);
    return sum;
}

AVX2 static int64_t count_avx2(const uint64_t *words, Py_ssize_t count) {
    return count_any(words, count);
}

static int64_t count_plain(const uint64_t *words, Py_ssize_t count) {
    return count_any(words, count);
}

static int is_any(const uint64_t *words, Py_ssize_t count) {
    for (Py_ssize_t at = 0; at < count; at++)
        if (words[at]) return 1;
    return 0;
}

static Py_ssize_t words_of(const Plane *words) { return words->rows * words->columns; }

/* Open an area of which the number of columns does not matter. */
static int open_words(PyObject *array, const char *name, int mode, Plane *words) {
    if (plane_open(array, words, name, 'q', 1, mode) < 0) return -1;
    if (words->rows < 2 || words->stride == 8 * words->columns) return 0;
    PyErr_Format(PyExc_ValueError, "%s: rows of words, one after another", name);
    return -1;
}

static PyObject *area_less(PyObject *self, PyObject *args) {
    PyObject *first, *second, *to, *answer = NULL;
    Plane one = {0}, two = {0}, out = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", &first, &second, &to)) return NULL;
    if (open_words(first, "area", READ, &one) < 0 || open_words(second, "other", READ, &two) < 0 ||
        open_words(to, "out", WRITE, &out) < 0 ||
        plane_sized(&two, "other", one.rows, one.columns) < 0 ||
        plane_sized(&out, "out", one.rows, one.columns) < 0)
        goto close;
    (HAS_AVX2() ? less_avx2 : less_plain)((uint64_t *)one.data, (uint64_t *)two.data,
                                          words_of(&one), (uint64_t *)out.data);
    answer = Py_NewRef(Py_None);
close:
    plane_close(&one);
    plane_close(&two);
    plane_close(&out);
    return answer;
}

static PyObject *area_count(PyObject *self, PyObject *array) {
    Plane words = {0};
    PyObject *answer = NULL;
    (void)self;
    if (open_words(array, "area", READ, &words) == 0)
        answer = PyLong_FromLongLong((HAS_AVX2() ? count_avx2 : count_plain)(
            (uint64_t *)words.data, words_of(&words)));
    plane_close(&words);
    return answer;
}

static PyObject *area_any(PyObject *self, PyObject *array) {
    Plane words = {0};
    PyObject *answer = NULL;
    (void)self;
    if (open_words(array, "area", READ, &words) == 0)
        answer = PyBool_FromLong(is_any((uint64_t *)words.data, words_of(&words)));
    plane_close(&words);
    return answer;
}

/* The first or, from behind, the last column that a bit of any row lies in. */
static Py_ssize_t outermost(const Bits *bits, Py_ssize_t top, Py_ssize_t bottom, int behind) {
    for (Py_ssize_t step = 0; step < bits->across; step++) {
        const Py_ssize_t at = behind ? bits->across - 1 - step : step;
        uint64_t any = 0;
        for (Py_ssize_t y = top; y <= bottom; y++) any |= BITS_ROW(bits, y)[at];
        if (any && !behind) return 64 * at + bits_lowest(any);
        if (any) return 64 * at + bits_highest(any);
    }
    return 0;
}

static PyObject *box_of(const Bits *bits) {
    Py_ssize_t top = 0, bottom = bits->rows - 1;
    while (top <= bottom && !is_any(BITS_ROW(bits, top), bits->across)) top++;
    if (top > bottom) return Py_NewRef(Py_None);
    while (!is_any(BITS_ROW(bits, bottom), bits->across)) bottom--;
    const Py_ssize_t left = outermost(bits, top, bottom, 0);
    const Py_ssize_t right = outermost(bits, top, bottom, 1);
    return Py_BuildValue("nnnn", left, top, right - left + 1, bottom - top + 1);
}

static PyObject *area_box(PyObject *self, PyObject *array) {
    Plane words = {0};
    PyObject *answer = NULL;
    (void)self;
    if (open_words(array, "area", READ, &words) == 0) {
        const Bits bits = {(uint64_t *)words.data, words.rows, 64 * words.columns, words.columns};
        answer = box_of(&bits);
    }
    plane_close(&words);
    return answer;
}

PyMethodDef area_sets_kernels[] = {
    {"area_less", area_less, METH_VARARGS, "Find what is in one area and not in another."},
    {"area_count", area_count, METH_O, "Count an area's pixels."},
    {"area_any", area_any, METH_O, "Tell whether an area has any pixel."},
    {"area_box", area_box, METH_O, "Find what an area spans."},
    {NULL, NULL, 0, NULL},
};
