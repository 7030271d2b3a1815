package io.weirflow.eval;

/**
 * One step of a node on its way to a value: the pure core of the evaluator. Everything else is done by those who carry out
 * the actions and report the events. After the table of Reflow's evaluator, with rewinding added and the states of its
 * scheduler left out.
 *
 * @param next the state after the step
 * @param action what is to be done
 */
record Transition(NodeState next, NodeAction action) {
    private static final Transition LOOK_UP = new Transition(NodeState.LOOKUP, NodeAction.LOOK_UP);
    private static final Transition NEED_INPUTS = new Transition(NodeState.WAITING, NodeAction.NEED_INPUTS);
    private static final Transition LOOK_UP_WITH_INPUTS =
            new Transition(NodeState.LOOKUP_WITH_INPUTS, NodeAction.LOOK_UP_WITH_INPUTS);
    private static final Transition RUN = new Transition(NodeState.RUNNING, NodeAction.RUN);
    private static final Transition NEED_REPLACEMENT = new Transition(NodeState.EXPANDED, NodeAction.NEED_REPLACEMENT);
    private static final Transition TAKE_OVER = new Transition(NodeState.DONE, NodeAction.TAKE_OVER);
    private static final Transition SUCCEED = new Transition(NodeState.DONE, NodeAction.PUBLISH);
    private static final Transition FAIL = new Transition(NodeState.FAILED, NodeAction.PUBLISH);
    private static final Transition FORGET = new Transition(NodeState.IDLE, NodeAction.NONE);

    private static final Transition STILL_LOOKUP = new Transition(NodeState.LOOKUP, NodeAction.NONE);
    private static final Transition STILL_WAITING = new Transition(NodeState.WAITING, NodeAction.NONE);
    private static final Transition STILL_LOOKUP_WITH_INPUTS =
            new Transition(NodeState.LOOKUP_WITH_INPUTS, NodeAction.NONE);
    private static final Transition STILL_RUNNING = new Transition(NodeState.RUNNING, NodeAction.NONE);
    private static final Transition STILL_EXPANDED = new Transition(NodeState.EXPANDED, NodeAction.NONE);
    private static final Transition STILL_DONE = new Transition(NodeState.DONE, NodeAction.NONE);
    private static final Transition STILL_FAILED = new Transition(NodeState.FAILED, NodeAction.NONE);

    /**
     * Returns the step that an event causes.
     *
     * @throws IllegalStateException for an event that cannot happen in that state
     */
    static Transition of(NodeState state, NodeEvent event, Route route) {
        return switch (state) {
            case IDLE ->
                switch (event) {
                    case NEEDED -> route == Route.LOOKUP_FIRST ? LOOK_UP : NEED_INPUTS;
                    case BROKE -> FAIL;
                    case REWOUND -> FORGET;
                    default -> throw impossible(state, event);
                };
            case LOOKUP ->
                switch (event) {
                    case NEEDED -> STILL_LOOKUP;
                    case HIT -> SUCCEED;
                    case MISSED -> NEED_INPUTS;
                    case BROKE -> FAIL;
                    default -> throw impossible(state, event);
                };
            case WAITING ->
                switch (event) {
                    case NEEDED -> STILL_WAITING;
                    case INPUTS_READY -> route == Route.DIRECT ? RUN : LOOK_UP_WITH_INPUTS;
                    case INPUT_FAILED, BROKE -> FAIL;
                    default -> throw impossible(state, event);
                };
            case LOOKUP_WITH_INPUTS ->
                switch (event) {
                    case NEEDED -> STILL_LOOKUP_WITH_INPUTS;
                    case HIT -> SUCCEED;
                    case MISSED -> RUN;
                    case BROKE -> FAIL;
                    default -> throw impossible(state, event);
                };
            case RUNNING ->
                switch (event) {
                    case NEEDED -> STILL_RUNNING;
                    case COMPUTED -> SUCCEED;
                    case REPLACED -> NEED_REPLACEMENT;
                    case BROKE -> FAIL;
                    case REWOUND -> NEED_INPUTS;
                    default -> throw impossible(state, event);
                };
            case EXPANDED ->
                switch (event) {
                    case NEEDED -> STILL_EXPANDED;
                    case INPUTS_READY -> TAKE_OVER;
                    case INPUT_FAILED, BROKE -> FAIL;
                    default -> throw impossible(state, event);
                };
            case DONE ->
                switch (event) {
                    case NEEDED -> STILL_DONE;
                    case REWOUND -> FORGET;
                    case BROKE -> FAIL;
                    default -> throw impossible(state, event);
                };
            // What other inputs of a failed node come to does not matter any more.
            case FAILED -> STILL_FAILED;
        };
    }

    private static IllegalStateException impossible(NodeState state, NodeEvent event) {
        return new IllegalStateException("a node in state " + state + " cannot have the event " + event);
    }
}
