using System.Text.Json;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
[NonParallelizable]
public sealed class RequestDetailsTests
{
    private const int Requests = 200;

    [Test]
    public void Add_LongTexts_AreInTheFileAndNotInMemory()
    {
        using var details = RequestDetails.Create(null);
        details.Add(Request(0, new('x', 1_000_000)));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var index = 1; index < Requests; index++)
        {
            details.Add(Request(index, new('x', 1_000_000)));
        }

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(10_000_000), "199 MB of text");
    }

    [Test]
    public void WriteTo_RequestsInAnyOrder_AreInTheOrderOfSending()
    {
        using var details = RequestDetails.Create(null);
        details.Add(Request(2, "c") with { Failure = new(RequestFailureReason.Reset, "gone") });
        details.Add(Request(0, "\"ä\n") with { InterTokenTimes = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)] });
        details.Add(Request(1, "b"));
        Assert.That(
            Write(details),
            Is.EqualTo(
                """{"input_lens":[10,11,12],"output_lens":[3,3,3],"start_times":[0.0,1.0,2.0],"ttfts":[0.5,0.5,0.5],"itls":[[0.25,1.0],[],[]],"generated_texts":["\"ä\n","b","c"],"errors":["","","reset: gone"]}"""
            )
        );
    }

    [Test]
    public void WriteTo_NoRequest_HasEmptyArrays()
    {
        using var details = RequestDetails.Create(null);
        Assert.That(Write(details), Does.StartWith("""{"input_lens":[],"""));
    }

    [Test]
    public void Create_Folder_HasNoFileInItThatOthersCouldFind()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows shows the name of a file until it is closed.");
        }

        var folder = Directory.CreateTempSubdirectory("details-");
        using var details = RequestDetails.Create(folder.FullName);
        details.Add(Request(0, "secret"));
        Assert.That(folder.EnumerateFileSystemInfos(), Is.Empty);
        folder.Delete();
    }

    private static RequestRecord Request(int index, string text) =>
        new()
        {
            Index = index,
            Scheduled = TimeSpan.FromSeconds(index),
            IntendedStart = TimeSpan.FromSeconds(index),
            ActualStart = TimeSpan.FromSeconds(index),
            FirstToken = TimeSpan.FromSeconds(index + 0.5),
            End = TimeSpan.FromSeconds(index + 2),
            InputTokens = 10 + index,
            OutputTokens = 3,
            GeneratedText = text,
        };

    private static string Write(RequestDetails details)
    {
        using var stream = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(stream, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        )
        {
            json.WriteStartObject();
            details.WriteTo(json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
