/* The module itself: what each file of kernels offers, and which instructions are in use. */

#include "plane.h"

/* The build writes it: EDITION, a number for the sources, and KERNELS(X), which has one X(NAME) for
 * each NAME.c that offers kernels. */
#include "tables.h"

#define DECLARE(name) extern PyMethodDef name##_kernels[];
#define LIST(name) name##_kernels,

KERNELS(DECLARE)

static PyMethodDef *const TABLES[] = {KERNELS(LIST)};

static PyObject *instructions(PyObject *self, PyObject *nothing) {
    (void)self;
    (void)nothing;
    return PyUnicode_FromString(HAS_AVX2() ? "AVX2" : "plain");
}

static PyMethodDef OWN[] = {
    {"instructions", instructions, METH_NOARGS, "Name the instructions the kernels use here."},
    {NULL, NULL, 0, NULL},
};

static int add_tables(PyObject *module) {
    if (PyModule_AddIntConstant(module, "EDITION", EDITION) < 0) return -1;
    for (size_t at = 0; at < sizeof TABLES / sizeof *TABLES; at++)
        if (PyModule_AddFunctions(module, TABLES[at]) < 0) return -1;
    return 0;
}

static PyModuleDef_Slot SLOTS[] = {
    {Py_mod_exec, (void *)add_tables},
    {0, NULL},
};

static PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "native", "Passes over pixels; see native.pyi.", 0, OWN, SLOTS,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_native(void) { return PyModuleDef_Init(&MODULE); }
