using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

[TestFixture]
public sealed class InMemoryResultStoreTests : ResultStoreContract
{
    private readonly InMemoryResultStore _store = new();

    internal override IResultStore Open() => _store;

    [Test]
    public async Task Failures_RunThatSucceedsLater_IsNoFailure()
    {
        var one = Case(16);
        await _store.BeginAsync(Sweep(2, one));
        await _store.SaveFailureAsync(Failure(one, 0));
        await _store.SaveFailureAsync(Failure(one, 1));
        await _store.SaveRunAsync(Run(one, 1, 1));
        Assert.That(_store.Failures.Select(failure => failure.RunNumber), Is.EqualTo([0]));
    }
}
