package io.weirflow.flow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import io.weirflow.fileset.Fileset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a node's key is made of, part by part: comparing those of two evaluations tells what changed. Each part is the first 64
 * bits of a digest, which is enough for an explanation and too little for a key. Immutable; independent of the key scheme.
 *
 * <p>The parts are the command (of an exec with slots, outputs, environment variables and salt; of an intern its URL and
 * mode; of a Java function name, version and parameters; of others what they state), the environment that an exec runs in,
 * what an intern's source holds, and each input in order.
 */
public final class KeyComponents {
    private static final int COMMAND = 0;
    private static final int ENVIRONMENT = 1;
    private static final int SOURCE = 2;
    private static final int INPUTS = 3;

    private final long[] parts;

    private KeyComponents(long[] parts) {
        this.parts = parts;
    }

    /** Something of which a key is made. */
    public sealed interface Part {
        /** What is done. */
        record Command() implements Part {}

        /** What it is done in: the image or the host, and the access that is asked for. */
        record Environment() implements Part {}

        /** What a source holds. */
        record Source() implements Part {}

        /**
         * An input.
         *
         * @param index its place among the dependencies
         */
        record Input(int index) implements Part {}
    }

    /** Returns the components of a node, with the logical keys of its dependencies for the inputs. */
    public static KeyComponents of(Flow node, KeyContext context) {
        List<Flow> deps = node.deps();
        long[] parts = own(node, context, deps.size());
        for (int i = 0; i < deps.size(); i++) {
            parts[INPUTS + i] = context.logicalKey(deps.get(i)).firstWord();
        }
        return new KeyComponents(parts);
    }

    /** Returns the components of a node whose dependencies have values, with the content of these for the inputs. */
    public static KeyComponents ofContent(Flow node, KeyContext context) {
        List<Fileset> values = context.values();
        long[] parts = own(node, context, values.size());
        for (int i = 0; i < values.size(); i++) {
            parts[INPUTS + i] = values.get(i).contentDigest().firstWord();
        }
        return new KeyComponents(parts);
    }

    private static long[] own(Flow node, KeyContext context, int inputs) {
        long[] parts = new long[INPUTS + inputs];
        FramedEncoder encoder = Encoders.take();
        if (node instanceof ExecNode exec) {
            NodeFields.command(exec, encoder);
            exec.salt().ifPresent(encoder::digest);
            parts[COMMAND] = encoder.finish().firstWord();
            NodeFields.environment(exec, context.environment(exec.image()), encoder);
            parts[ENVIRONMENT] = encoder.finish().firstWord();
        } else if (node instanceof InternNode intern) {
            NodeFields.write(intern, encoder);
            parts[COMMAND] = encoder.finish().firstWord();
            parts[SOURCE] = context.snapshot(intern).map(Digest::firstWord).orElse(0L);
        } else {
            LogicalKeys.own(node, context, encoder);
            parts[COMMAND] = encoder.finish().firstWord();
        }
        Encoders.giveBack(encoder);
        return parts;
    }

    /** Returns the parts in which these components differ from earlier ones; inputs that only one of them has count as well. */
    public List<Part> changesSince(KeyComponents before) {
        List<Part> changes = new ArrayList<>();
        int length = Math.max(parts.length, before.parts.length);
        for (int i = 0; i < length; i++) {
            if (i >= parts.length || i >= before.parts.length || parts[i] != before.parts[i]) {
                changes.add(part(i));
            }
        }
        return changes;
    }

    private static Part part(int index) {
        return switch (index) {
            case COMMAND -> new Part.Command();
            case ENVIRONMENT -> new Part.Environment();
            case SOURCE -> new Part.Source();
            default -> new Part.Input(index - INPUTS);
        };
    }

    /** Returns the stored form: eight bytes for each of command, environment, source and the inputs. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * parts.length);
        bytes.asLongBuffer().put(parts);
        return bytes.array();
    }

    /**
     * Returns the components of a stored form.
     *
     * @throws WeirflowException of kind INTEGRITY if its length is impossible
     */
    public static KeyComponents fromBytes(byte[] stored) {
        if (stored.length % Long.BYTES != 0 || stored.length < INPUTS * Long.BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INTEGRITY, "key components", "impossible length", stored.length + " bytes");
        }
        long[] parts = new long[stored.length / Long.BYTES];
        ByteBuffer.wrap(stored).asLongBuffer().get(parts);
        return new KeyComponents(parts);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof KeyComponents other && Arrays.equals(parts, other.parts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(parts);
    }

    /** Returns the parts in hexadecimal. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long part : parts) {
            text.append(text.isEmpty() ? "" : " ").append(String.format("%016x", part));
        }
        return text.toString();
    }
}
