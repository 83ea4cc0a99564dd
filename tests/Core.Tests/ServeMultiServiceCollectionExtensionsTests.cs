using Microsoft.Extensions.DependencyInjection;
using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti;

public sealed class ServeMultiServiceCollectionExtensionsTests
{
    [Test]
    public async Task AddServeMulti_WithAStore_ComposesARunner()
    {
        await using var provider = new ServiceCollection().AddServeMulti().AddSingleton<IResultStore, InMemoryResultStore>().BuildServiceProvider();

        Assert.That(provider.GetRequiredService<SweepRunner>(), Is.Not.Null);
        Assert.That(provider.GetRequiredService<Preflight>(), Is.Not.Null);
        Assert.That(provider.GetRequiredService<IServerLauncher>(), Is.TypeOf<ProcessServerLauncher>());
        Assert.That(provider.GetRequiredService<ICacheResetter>(), Is.TypeOf<HttpCacheResetter>());
        Assert.That(provider.GetRequiredService<IBenchmarkRunner>(), Is.TypeOf<CommandBenchmarkRunner>());
        Assert.That(provider.GetRequiredService<IProcessLauncher>(), Is.TypeOf<ProcessLauncher>());
    }

    [Test]
    public void AddServeMulti_HostHasItsOwnPart_KeepsIt()
    {
        var own = new FakeServerLauncher();
        using var provider = new ServiceCollection().AddSingleton<IServerLauncher>(own).AddServeMulti().BuildServiceProvider();

        Assert.That(provider.GetRequiredService<IServerLauncher>(), Is.SameAs(own));
    }
}
