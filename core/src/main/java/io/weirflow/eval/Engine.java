package io.weirflow.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves nodes from state to state: takes events, applies {@link Transition}s and has their actions carried out. Used by the
 * evaluation's thread alone; never blocks and never recurses.
 */
final class Engine {
    private static final int EVENT_BITS = 4;
    private static final NodeEvent[] EVENTS = NodeEvent.values();

    private final NodeTable table;
    private Actions actions = new NoActions();
    private final IntQueue events = new IntQueue();
    /** Of nodes that were replaced: by which node. */
    private final Map<Integer, Integer> replacements = new HashMap<>();
    /** Of nodes that replace others: whom. */
    private final Map<Integer, IntQueue> replaced = new HashMap<>();

    /** What is done beside the engine. */
    interface Actions {
        /** Looks a node up by its logical key. */
        void lookUp(int node);

        /** Looks a node up whose inputs have values. */
        void lookUpWithInputs(int node);

        /** Does a node's work. */
        void run(int node);

        /** Is told that a node is needed, once until it is evaluated again. */
        void needed(int node);

        /** Is told that a node is done or failed. */
        void ended(int node);
    }

    /** Carries out nothing, before there is somebody who does. */
    private static final class NoActions implements Actions {
        @Override
        public void lookUp(int node) {}

        @Override
        public void lookUpWithInputs(int node) {}

        @Override
        public void run(int node) {}

        @Override
        public void needed(int node) {}

        @Override
        public void ended(int node) {}
    }

    Engine(NodeTable table) {
        this.table = table;
    }

    /** Sets who carries out actions; to be called before anything is recorded. */
    void connect(Actions performer) {
        actions = performer;
    }

    /** Records that a node's value is needed. */
    void need(int node) {
        post(node, NodeEvent.NEEDED);
    }

    /** Records that the cache gave a node's value. */
    void hit(int node, Object value) {
        table.result(node, value);
        post(node, NodeEvent.HIT);
    }

    /** Records that the cache has no value for a node. */
    void missed(int node) {
        post(node, NodeEvent.MISSED);
    }

    /** Records that a node's work gave its value. */
    void computed(int node, Object value) {
        table.result(node, value);
        post(node, NodeEvent.COMPUTED);
    }

    /** Records that a node has no value and will not have one. */
    void broke(int node, Breakage breakage) {
        table.result(node, breakage);
        post(node, NodeEvent.BROKE);
    }

    /** Records that a node's value will be that of another node. */
    void replacedBy(int node, int replacement) {
        replacements.put(node, replacement);
        post(node, NodeEvent.REPLACED);
    }

    /** Lets a node be evaluated anew, at once: whoever looks at it next must not take its value any more. */
    void rewound(int node) {
        apply(node, NodeEvent.REWOUND);
    }

    @SuppressWarnings("EnumOrdinal") // a number in this queue, nowhere else
    private void post(int node, NodeEvent event) {
        events.add(node << EVENT_BITS | event.ordinal());
    }

    /** Carries out everything that follows from the events recorded so far, as far as it does not take others. */
    void settle() {
        while (!events.isEmpty()) {
            int event = events.take();
            apply(event >>> EVENT_BITS, EVENTS[event & (1 << EVENT_BITS) - 1]);
        }
    }

    private void apply(int node, NodeEvent stated) {
        NodeState state = table.state(node);
        NodeEvent event = stated;
        if (state == NodeState.IDLE && event == NodeEvent.NEEDED) {
            actions.needed(node);
            event = table.isBroken(node) ? NodeEvent.BROKE : event;
        }
        Transition transition = Transition.of(state, event, table.route(node));
        if (takesInputs(transition.action()) && !inputsAreDone(node)) {
            // An input is evaluated anew since others were waited for, or since this one was looked up.
            table.state(node, NodeState.WAITING);
            needInputs(node);
            return;
        }
        table.state(node, transition.next());
        act(node, transition.action());
    }

    private void act(int node, NodeAction action) {
        switch (action) {
            case NONE -> {}
            case LOOK_UP -> actions.lookUp(node);
            case NEED_INPUTS -> needInputs(node);
            case LOOK_UP_WITH_INPUTS -> actions.lookUpWithInputs(node);
            case RUN -> actions.run(node);
            case NEED_REPLACEMENT -> needReplacement(node);
            case TAKE_OVER -> {
                table.result(node, table.value(replacement(node)));
                publish(node);
            }
            case PUBLISH -> publish(node);
        }
    }

    private static boolean takesInputs(NodeAction action) {
        return action == NodeAction.RUN || action == NodeAction.LOOK_UP_WITH_INPUTS;
    }

    /** Tells whether all inputs of a node have values now: one may be evaluated anew at any time. */
    boolean inputsAreDone(int node) {
        for (int i = 0; i < table.dependencyCount(node); i++) {
            if (table.state(table.dependency(node, i)) != NodeState.DONE) {
                return false;
            }
        }
        return true;
    }

    private void needInputs(int node) {
        table.resetPending(node);
        for (int i = 0; i < table.dependencyCount(node); i++) {
            int input = table.dependency(node, i);
            switch (table.state(input)) {
                case DONE -> {}
                case FAILED -> {
                    inputFailed(node, input);
                    return;
                }
                case IDLE -> {
                    table.await(node, i);
                    need(input);
                }
                default -> table.await(node, i);
            }
        }
        if (table.pending(node) == 0) {
            post(node, NodeEvent.INPUTS_READY);
        }
    }

    /** Returns the nodes from which a node has its value: that which replaced it, or its dependencies. */
    List<Integer> sources(int node) {
        Integer replacement = replacements.get(node);
        if (replacement != null) {
            return List.of(replacement);
        }
        List<Integer> inputs = new ArrayList<>(table.dependencyCount(node));
        for (int i = 0; i < table.dependencyCount(node); i++) {
            inputs.add(table.dependency(node, i));
        }
        return inputs;
    }

    private int replacement(int node) {
        Integer replacement = replacements.get(node);
        if (replacement == null) {
            throw new IllegalStateException("was not replaced: " + table.flow(node));
        }
        return replacement;
    }

    private void needReplacement(int node) {
        int replacement = replacement(node);
        switch (table.state(replacement)) {
            case DONE -> post(node, NodeEvent.INPUTS_READY);
            case FAILED -> inputFailed(node, replacement);
            default -> {
                replaced.computeIfAbsent(replacement, n -> new IntQueue()).add(node);
                need(replacement);
            }
        }
    }

    private void inputFailed(int node, int input) {
        table.result(node, table.breakage(input));
        post(node, NodeEvent.INPUT_FAILED);
    }

    private void publish(int node) {
        actions.ended(node);
        boolean done = table.state(node) == NodeState.DONE;
        for (int edge = table.takeWaiting(node); edge >= 0; edge = table.next(edge)) {
            int owner = table.owner(edge);
            boolean last = table.isLastPending(owner);
            if (table.state(owner) == NodeState.WAITING) {
                tell(owner, node, done, last);
            }
        }
        IntQueue expanded = replaced.isEmpty() ? null : replaced.remove(node);
        while (expanded != null && !expanded.isEmpty()) {
            int owner = expanded.take();
            if (table.state(owner) == NodeState.EXPANDED) {
                tell(owner, node, done, true);
            }
        }
    }

    private void tell(int owner, int node, boolean done, boolean last) {
        if (!done) {
            inputFailed(owner, node);
        } else if (last) {
            post(owner, NodeEvent.INPUTS_READY);
        }
    }
}
