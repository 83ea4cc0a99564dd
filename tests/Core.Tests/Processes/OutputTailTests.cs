namespace ServeMulti.Processes;

public sealed class OutputTailTests
{
    [Test]
    public void ToList_MoreThanFiftyLines_HoldsTheLastFiftyOldestFirst()
    {
        var tail = new OutputTail();
        for (int number = 1; number <= 120; number++)
        {
            tail.Add($"{number}");
        }

        Assert.That(tail.ToList(), Is.EqualTo(Enumerable.Range(71, 50).Select(number => $"{number}")));
    }

    [Test]
    public void ToList_AddedLater_DoesNotChange()
    {
        var tail = new OutputTail();
        tail.Add("a");
        IReadOnlyList<string> before = tail.ToList();

        tail.Add("b");

        Assert.That(before, Is.EqualTo(new[] { "a" }));
    }
}
