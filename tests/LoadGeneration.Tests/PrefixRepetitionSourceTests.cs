using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class PrefixRepetitionSourceTests
{
    private static readonly PrefixRepetitionSource Source = new(
        new()
        {
            PrefixLength = 6,
            SuffixLength = 4,
            NumPrefixes = 3,
            OutputLength = 2,
        },
        seed: 1
    );

    private static readonly LoadRequest[] Requests = [.. Enumerable.Range(0, 300).Select(Source.Create)];

    [Test]
    public void Create_ManyRequests_ShareTheirPrefixesEvenly()
    {
        var shares = Requests
            .GroupBy(request => string.Join(' ', request.Prompt.Split(' ').Take(6)))
            .Select(group => group.Count())
            .ToArray();
        Assert.That(shares, Has.Length.EqualTo(3).And.All.InRange(70, 130));
    }

    [Test]
    public void Create_ManyRequests_EndDifferently() => Assert.That(Requests.Select(request => request.Prompt), Is.Unique);

    [Test]
    public void Create_Request_HasItsLengths() =>
        Assert.That((Requests[0].Prompt.Split(' ').Length, Requests[0].InputTokens, Requests[0].OutputTokens), Is.EqualTo((10, 10, 2)));
}
