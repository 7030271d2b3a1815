package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import io.weirflow.exec.Shell;
import io.weirflow.repository.Repository;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An exec that was complete or lost when it was made. */
final class ScriptedExec implements Exec {
    private static final System.Logger LOG = System.getLogger(ScriptedExec.class.getName());

    private final Digest id;
    private final ExecConfig config;
    private final @Nullable Result result;
    private final @Nullable RuntimeException trouble;
    private final ScriptedUses uses;
    private final AtomicBoolean promoted = new AtomicBoolean();

    private ScriptedExec(
            Digest id,
            ExecConfig config,
            @Nullable Result result,
            @Nullable RuntimeException trouble,
            ScriptedUses uses) {
        this.id = id;
        this.config = config;
        this.result = result;
        this.trouble = trouble;
        this.uses = uses;
    }

    static ScriptedExec run(Digest id, ExecConfig config, Function<ExecConfig, Result> script, ScriptedUses uses) {
        try {
            return new ScriptedExec(id, config, script.apply(config), null, uses);
        } catch (RuntimeException e) {
            return new ScriptedExec(id, config, null, e, uses);
        }
    }

    boolean succeeded() {
        return result != null && result.failure().isEmpty();
    }

    @Override
    public Digest id() {
        return id;
    }

    @Override
    public URI uri() {
        return URI.create("scripted:executor/" + id.hex());
    }

    @Override
    public ExecState state() {
        return result == null ? ExecState.LOST : ExecState.COMPLETE;
    }

    @Override
    public void await() {
        if (trouble != null) {
            throw trouble;
        }
    }

    @Override
    public void onComplete(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an action on the completion of an exec failed", e);
        }
    }

    @Override
    public Result result() {
        if (result == null) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "result", "exec not complete", id);
        }
        return result;
    }

    @Override
    public ExecInspect inspect() {
        Optional<Failure> failure =
                result == null ? Optional.ofNullable(trouble).map(Failure::from) : result.failure();
        return new ExecInspect(
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                withoutSecrets(),
                state(),
                "scripted",
                config.command(),
                OptionalInt.empty(),
                failure,
                Profile.EMPTY,
                Gauges.EMPTY,
                List.of(),
                Optional.empty());
    }

    private ExecConfig withoutSecrets() {
        Map<String, String> names = new HashMap<>();
        config.secretEnv().keySet().forEach(name -> names.put(name, ""));
        return config.toBuilder().secretEnv(names).build();
    }

    @Override
    public ExecRunInfo inspect(Repository repository) {
        result();
        return new ExecRunInfo(
                Duration.ZERO, Profile.EMPTY, config.resources(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public InputStream logs(LogStream stream, boolean follow) {
        return InputStream.nullInputStream();
    }

    @Override
    public Shell shell() {
        throw WeirflowException.of(ErrorKind.PRECONDITION, "shell", "is not running", id);
    }

    @Override
    public void promote() {
        Result complete = result();
        if (promoted.compareAndSet(false, true)) {
            uses.take(complete.fileset());
        }
    }

    @Override
    public void cancel() {}
}
