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
        await using var session = await _store.OpenAsync(Sweep(2, one));
        await session.SaveFailureAsync(Failure(one, 0));
        await session.SaveFailureAsync(Failure(one, 1));
        await session.SaveRunAsync(Run(one, 1, 1));
        Assert.That(_store.Failures.Select(failure => failure.RunNumber), Is.EqualTo([0]));
    }
}
