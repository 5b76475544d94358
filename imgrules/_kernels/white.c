/* A picture against white: how far its darkest channel is from it, and what it is in which a shadow
 * on white differs from a thing. */

#include "bits.h"

#define MORE(one, two) ((one) > (two) ? (one) : (two))
#define LESS(one, two) ((one) < (two) ? (one) : (two))

INLINE void compare(const uint8_t *restrict rgb, Py_ssize_t count, uint8_t *restrict distance,
                    uint8_t *restrict chroma) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint8_t red = rgb[3 * x], green = rgb[3 * x + 1], blue = rgb[3 * x + 2];
        const uint8_t less = LESS(red, green), more = MORE(red, green);
        const uint8_t least = LESS(less, blue), most = MORE(more, blue);
        distance[x] = (uint8_t)(255 - least);
        chroma[x] = (uint8_t)(most - least);
    }
}

INLINE uint64_t at_least(const uint8_t *levels, uint8_t least, BitsSigns signs) {
    uint8_t found[64];
    for (int x = 0; x < 64; x++) found[x] = levels[x] >= least ? 255 : 0;
    return signs(found);
}

/* Chroma of 8 and a fifth of the distance from white at most, that fifth rounded: with `over` what
 * is above 8, 5 * over <= distance + 2. Above 51 it cannot be, and up to there a byte holds it. */
INLINE uint64_t tinted(const uint8_t *distance, const uint8_t *chroma, BitsSigns signs) {
    uint8_t found[64];
    for (int x = 0; x < 64; x++) {
        const uint8_t over = (uint8_t)(MORE(chroma[x], 8) - 8);
        const uint8_t twice = (uint8_t)(over + over), five = (uint8_t)(twice + twice + over);
        const uint8_t least = (uint8_t)(MORE(five, 2) - 2);
        found[x] = (over <= 51) & (least <= distance[x]) ? 255 : 0;
    }
    return signs(found);
}

/* Three areas, one below the other: what is not white, what is tinted as a shadow, what is strong. */
typedef struct {
    Plane rgb, distance, chroma, words;
    Bits areas;
    uint8_t strong;
} Task;

/* Word `at` of a row of each area, of which the bits `used` stand for pixels. */
INLINE void set_word(const Task *task, Py_ssize_t y, Py_ssize_t at, const uint8_t *distance,
                     const uint8_t *chroma, uint64_t used, BitsSigns signs) {
    const Py_ssize_t rows = task->rgb.rows;
    BITS_ROW(&task->areas, y)[at] = at_least(distance, 1, signs) & used;
    BITS_ROW(&task->areas, rows + y)[at] = tinted(distance, chroma, signs) & used;
    BITS_ROW(&task->areas, 2 * rows + y)[at] = at_least(chroma, task->strong, signs) & used;
}

INLINE void white_any(const Task *task, BitsSigns signs) {
    const Py_ssize_t columns = task->rgb.columns, whole = columns / 64, left = columns % 64;
    for (Py_ssize_t y = 0; y < task->rgb.rows; y++) {
        uint8_t *distance = ROW(&task->distance, uint8_t, y);
        uint8_t *chroma = ROW(&task->chroma, uint8_t, y);
        compare(ROW(&task->rgb, uint8_t, y), columns, distance, chroma);
        for (Py_ssize_t at = 0; at < whole; at++)
            set_word(task, y, at, distance + 64 * at, chroma + 64 * at, ~0ULL, signs);
        if (left) {
            uint8_t one[64] = {0}, two[64] = {0};
            memcpy(one, distance + 64 * whole, (size_t)left);
            memcpy(two, chroma + 64 * whole, (size_t)left);
            set_word(task, y, whole, one, two, (1ULL << left) - 1, signs);
        }
    }
}

AVX2 static void white_avx2(const Task *task) { white_any(task, bits_signs_avx2); }

static void white_plain(const Task *task) { white_any(task, bits_signs); }

static PyObject *against_white(PyObject *self, PyObject *args) {
    PyObject *from, *distance, *chroma, *areas, *answer = NULL;
    Task task = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "ObOOO", &from, &task.strong, &distance, &chroma, &areas))
        return NULL;
    if (plane_open(from, &task.rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(distance, &task.distance, "distance", 'B', 1, WRITE) < 0 ||
        plane_open(chroma, &task.chroma, "chroma", 'B', 1, WRITE) < 0 ||
        bits_open(areas, task.rgb.columns, "areas", WRITE, &task.words, &task.areas) < 0 ||
        plane_sized(&task.distance, "distance", task.rgb.rows, task.rgb.columns) < 0 ||
        plane_sized(&task.chroma, "chroma", task.rgb.rows, task.rgb.columns) < 0 ||
        plane_sized(&task.words, "areas", 3 * task.rgb.rows, task.words.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? white_avx2 : white_plain)(&task);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&task.rgb);
    plane_close(&task.distance);
    plane_close(&task.chroma);
    plane_close(&task.words);
    return answer;
}

PyMethodDef white_kernels[] = {
    {"against_white", against_white, METH_VARARGS, "Measure a picture against white."},
    {NULL, NULL, 0, NULL},
};
