package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.PullupNode;
import io.weirflow.flow.RequirementsNode;
import io.weirflow.flow.ValNode;
import java.util.Locale;
import java.util.Map;

/** Reflow's operations. */
public enum ReflowOp {
    /** Runs a command. */
    EXEC(1, "OpExec"),
    /** Imports from a URL. */
    INTERN(2, "OpIntern"),
    /** Exports to a URL. */
    EXTERN(3, "OpExtern"),
    /** Groups files. */
    GROUPBY(4, "OpGroupby"),
    /** Applies a function to each element. */
    MAP(5, "OpMap"),
    /** Selects and renames files. */
    COLLECT(6, "OpCollect"),
    /** Makes a list. */
    MERGE(7, "OpMerge"),
    /** Is a constant. */
    VAL(8, "OpVal"),
    /** Makes one directory. */
    PULLUP(9, "OpPullup"),
    /** Continues with a graph that depends on values. */
    K(10, "OpK"),
    /** Checks or changes a value. */
    COERCE(11, "OpCoerce"),
    /** States what a graph needs. */
    REQUIREMENTS(12, "OpRequirements"),
    /** Is a file of given content. */
    DATA(13, "maxOp"),
    /** Continues with a graph that depends on values and contents. */
    KCTX(14, "Op(14)");

    private static final Map<Class<? extends Flow>, ReflowOp> BY_TYPE = Map.ofEntries(
            Map.entry(ExecNode.class, EXEC),
            Map.entry(InternNode.class, INTERN),
            Map.entry(ExternNode.class, EXTERN),
            Map.entry(GroupbyNode.class, GROUPBY),
            Map.entry(MapNode.class, MAP),
            Map.entry(CollectNode.class, COLLECT),
            Map.entry(MergeNode.class, MERGE),
            Map.entry(ValNode.class, VAL),
            Map.entry(PullupNode.class, PULLUP),
            Map.entry(KNode.class, K),
            Map.entry(CoerceNode.class, COERCE),
            Map.entry(RequirementsNode.class, REQUIREMENTS),
            Map.entry(DataNode.class, DATA),
            Map.entry(KctxNode.class, KCTX));

    private final int number;
    private final String token;

    ReflowOp(int number, String token) {
        this.number = number;
        this.token = token;
    }

    /**
     * Returns the operation of a node.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED for one that Reflow lacks
     */
    public static ReflowOp of(Flow node) {
        ReflowOp op = BY_TYPE.get(node.getClass());
        if (op == null) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED, "reflow", "Reflow has no operation like this", node.toString());
        }
        return op;
    }

    /**
     * Returns the operation of a number.
     *
     * @throws WeirflowException of kind INVALID if there is none
     */
    public static ReflowOp ofNumber(int number) {
        for (ReflowOp op : values()) {
            if (op.number == number) {
                return op;
            }
        }
        throw WeirflowException.of(ErrorKind.INVALID, "reflow", "no operation has this number", number);
    }

    /** Returns the number. */
    public int number() {
        return number;
    }

    /** Returns the name. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what stands for the operation in digests; for the last ones what a table that was not kept up to date says. */
    public String token() {
        return token;
    }

    /** Tells whether an executor carries it out. */
    public boolean isExternal() {
        return this == EXEC || this == INTERN || this == EXTERN;
    }
}
