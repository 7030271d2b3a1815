package io.weirflow.testkit;

import io.weirflow.Weirflow;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.repository.Repository;
import java.util.function.BiFunction;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test that has a parameter of type {@link Weirflow} a runtime of its own in memory, whose commands are answered by a
 * function instead of run, and closes it after the test. Register it by {@code @RegisterExtension}.
 */
public final class WeirflowExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(WeirflowExtension.class);

    private final BiFunction<ExecConfig, Repository, Result> script;

    private WeirflowExtension(BiFunction<ExecConfig, Repository, Result> script) {
        this.script = script;
    }

    /**
     * Returns an extension whose commands are answered by a function, which is called on any thread. It puts the content of the
     * files that it answers with into the repository.
     */
    public static WeirflowExtension answering(BiFunction<ExecConfig, Repository, Result> script) {
        return new WeirflowExtension(script);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Weirflow.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Weirflow.class,
                        type -> Weirflow.inMemory(repository ->
                                ScriptedExecutor.of(repository, config -> script.apply(config, repository))),
                        Weirflow.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Weirflow weirflow = context.getStore(NAMESPACE).remove(Weirflow.class, Weirflow.class);
        if (weirflow != null) {
            weirflow.close();
        }
    }
}
