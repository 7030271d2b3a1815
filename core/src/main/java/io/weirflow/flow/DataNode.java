package io.weirflow.flow;

import java.util.List;

/** A file whose content is given in the graph. */
public final class DataNode extends Flow {
    private final byte[] content;

    private DataNode(byte[] content, String ident) {
        super(List.of(), ident);
        this.content = content;
    }

    /** Returns a file of the given content, which is copied. */
    public static DataNode of(byte[] content) {
        return new DataNode(content.clone(), "");
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
