using System.Text;

namespace ServeMulti.Processes;

public sealed class OutputTailTests
{
    private readonly OutputTail _tail = new();

    [TestCase(50)]
    [TestCase(400)]
    [TestCase(1)]
    public void ToList_MoreLines_HoldsTheLastOldestFirst(int most)
    {
        Add([.. Enumerable.Range(1, 1_000).Select(number => $"{number}")]);

        Assert.That(_tail.ToList(most), Is.EqualTo(Enumerable.Range(1_001 - most, most).Select(number => $"{number}")));
    }

    [Test]
    public void ToList_NoNumber_HoldsTheLastFifty()
    {
        Add([.. Enumerable.Range(1, 120).Select(number => $"{number}")]);

        Assert.That(_tail.ToList(), Is.EqualTo(Enumerable.Range(71, 50).Select(number => $"{number}")));
    }

    [Test]
    public void ToList_AddedLater_DoesNotChange()
    {
        Add("a");
        var before = _tail.ToList();

        Add("b");

        Assert.That(before, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void ToList_LinesOfAllLengths_AreKeptWhole()
    {
        string[] lines = [.. Enumerable.Range(0, 2_000).Select(number => new string((char)('a' + (number % 26)), 1 + (number * 37 % 500)))];

        Add(lines);

        Assert.That(_tail.ToList(most: 400), Is.EqualTo(lines[^400..]));
    }

    [Test]
    public void ToList_LineOfControlsAlone_TakesNoPlace()
    {
        Add("a", "\u001b[0m", "\u001b[31mb");

        Assert.That(_tail.ToList(most: 2), Is.EqualTo(new[] { "a", "b" }));
    }

    private void Add(params string[] lines) => Array.ForEach(lines, line => _tail.Add(Encoding.UTF8.GetBytes(line)));
}
