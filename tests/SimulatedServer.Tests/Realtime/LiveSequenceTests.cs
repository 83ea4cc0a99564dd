using ServeMulti.Simulation.Realtime;

namespace ServeMulti.Simulation.Tests.Realtime;

public sealed class LiveSequenceTests
{
    [Test]
    public void WaitAsync_Streamed_EndsWithEachToken()
    {
        var sequence = Make(answerTokens: 3, wakeForEachToken: true);
        var wait = sequence.WaitAsync().AsTask();
        Assert.That(wait.IsCompleted, Is.False);

        sequence.Deliver();

        Assert.That(async () => await wait.WaitAsync(TimeSpan.FromSeconds(60)), Throws.Nothing);
        Assert.That(sequence.Take(), Is.EqualTo((1, false)));
        Assert.That(sequence.WaitAsync().AsTask().IsCompleted, Is.False);
    }

    [Test]
    public void Take_AfterSeveralTokens_ReturnsThemAtOnce()
    {
        var sequence = Make(answerTokens: 3, wakeForEachToken: true);
        sequence.Deliver();
        sequence.Deliver();

        Assert.That(sequence.WaitAsync().AsTask().IsCompleted, Is.True);
        Assert.That(sequence.Take(), Is.EqualTo((2, false)));
    }

    [Test]
    public void WaitAsync_Whole_EndsWithTheLastToken()
    {
        var sequence = Make(answerTokens: 2, wakeForEachToken: false);
        var wait = sequence.WaitAsync().AsTask();
        sequence.Deliver();
        Assert.That(wait.IsCompleted, Is.False);

        sequence.Deliver();

        Assert.That(async () => await wait.WaitAsync(TimeSpan.FromSeconds(60)), Throws.Nothing);
        Assert.That(sequence.Take(), Is.EqualTo((2, false)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Cut_WhileAwaited_EndsTheWait(bool wakeForEachToken)
    {
        var sequence = Make(answerTokens: 2, wakeForEachToken);
        var wait = sequence.WaitAsync().AsTask();

        sequence.Cut();

        Assert.That(async () => await wait.WaitAsync(TimeSpan.FromSeconds(60)), Throws.Nothing);
        Assert.That(sequence.Take(), Is.EqualTo((0, true)));
    }

    private static LiveSequence Make(int answerTokens, bool wakeForEachToken) => new(5, answerTokens, [], wakeForEachToken);
}
