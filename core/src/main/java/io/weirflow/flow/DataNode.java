package io.weirflow.flow;

import com.google.common.collect.ImmutableList;

/** A file whose content is given in the graph. */
public final class DataNode extends Flow {
    private final byte[] content;

    private DataNode(byte[] content, String ident) {
        super(ImmutableList.of(), ident);
        this.content = content;
    }

    /** Returns a file of the given content, which is copied. */
    public static DataNode of(byte[] content) {
        return new DataNode(content.clone(), "");
    }

    /** Returns this node under a name for people. */
    public DataNode named(String name) {
        return new DataNode(content, name);
    }

    /** Returns the content, which MUST NOT be changed. */
    public byte[] content() {
        return content;
    }

    @Override
    public String op() {
        return "data";
    }
}
