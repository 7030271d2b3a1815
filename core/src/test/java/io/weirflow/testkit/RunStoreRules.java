package io.weirflow.testkit;

/** What the rules of the contract of stores of runs stand on. */
interface RunStoreRules {
    /** Returns the process under test, the same throughout a test. */
    RunWorld world();

    /** Returns another process on the same runs, with a handle, a session and a memory of its own. */
    RunWorld anotherWorld();

    /** Returns processes on runs of their own, whose operations on the state store go as a plan says. */
    RunWorld faultyWorld(String namespace, FaultyStateStore.Plan plan);

    /** Returns another process on the runs of a namespace, without faults. */
    RunWorld worldOf(String namespace);

    /** Returns how often what depends on luck is repeated. */
    int repetitions();

    /** Returns at which commits a process is made to crash: at every one if this is 1, at every second if it is 2. */
    int crashStride();
}
