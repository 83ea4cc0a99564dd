using ServeMulti.LoadGeneration.Prompts;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class PromptFileTests
{
    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void Load_Lines_HasTheirPromptsAndLengths()
    {
        File.WriteAllText(_path, "{\"prompt\":\"a b\"}\r\n\n{\"prompt\":\"é\",\"output_tokens\":7,\"other\":1}\n");
        Assert.That(
            PromptFile.Load(PromptDataset.Custom, _path),
            Is.EqualTo(new[] { new ListedPrompt("a b", null), new ListedPrompt("é", 7) })
        );
    }

    [Test]
    public void Load_Conversations_AsksTheFirstMessageForAsMuchAsTheSecond()
    {
        var (question, answer) = (new string('q', 40), new string('a', 81));
        File.WriteAllText(
            _path,
            $$"""
            [{"id":"1","conversations":[{"from":"human","value":"{{question}}"},{"from":"gpt","value":"{{answer}}"}]},
             {"conversations":[{"value":"alone"}]}, {"conversations":[{"value":"hi"},{"value":"{{answer}}"}]},
             {"conversations":[{"value":"{{new string('q', 4200)}}"},{"value":"{{answer}}"}]}, 7]
            """
        );
        Assert.That(PromptFile.Load(PromptDataset.ShareGpt, _path), Is.EqualTo(new[] { new ListedPrompt(question, 21) }));
    }

    [TestCase(PromptDataset.Custom, "{\"prompt\":\"a\"}\n{\"text\":\"b\"}", "line 2")]
    [TestCase(PromptDataset.Custom, "{\"prompt\":\"a\"}\nnonsense", "line 2")]
    [TestCase(PromptDataset.Custom, "{\"prompt\":\"a\",\"output_tokens\":0}", "line 1")]
    [TestCase(PromptDataset.Custom, "{\"prompt\":\"\\ud800\"}", "line 1")]
    [TestCase(PromptDataset.Custom, "", "no prompt")]
    [TestCase(PromptDataset.ShareGpt, "{}", "list of conversations")]
    [TestCase(PromptDataset.ShareGpt, "[", "list of conversations")]
    [TestCase(PromptDataset.ShareGpt, "[]", "no prompt")]
    public void Load_SomethingElse_IsOneLineThatNamesTheFile(PromptDataset dataset, string text, string expected)
    {
        File.WriteAllText(_path, text);
        Assert.That(
            () => PromptFile.Load(dataset, _path),
            Throws.TypeOf<InvalidInputException>().With.Message.Contain(_path).And.Message.Contain(expected).And.Message.Not.Contain("\n")
        );
    }

    [Test]
    public void FindProblems_NoFile_NamesIt()
    {
        var problems = new OpenAiBenchmarkRunner().FindProblems(
            new()
            {
                Parameters = new() { { "dataset_name", "custom" }, { "dataset_path", _path + ".none" } },
            }
        );
        Assert.That(problems.Single(), Does.StartWith("dataset_path").And.Contain(".none"));
    }

    [Test]
    public void FindProblems_FileWithoutAPath_IsAProblem() =>
        Assert.That(
            new OpenAiBenchmarkRunner().FindProblems(new() { Parameters = new() { { "dataset_name", "sharegpt" } } }).Single(),
            Does.StartWith("dataset_path")
        );

    [Test]
    public void Create_ChangedFile_IsReadAgain()
    {
        var sources = new PromptSources();
        var settings = new OpenAiBenchmarkOptions { Dataset = PromptDataset.Custom, DatasetPath = _path };
        File.WriteAllText(_path, "{\"prompt\":\"old\"}");
        File.SetLastWriteTimeUtc(_path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(sources.Create(settings, 0, PromptForm.Words).Create(0).Prompt, Is.EqualTo("old"));
        File.WriteAllText(_path, "{\"prompt\":\"new\"}");
        Assert.That(sources.Create(settings, 0, PromptForm.Words).Create(0).Prompt, Is.EqualTo("new"));
    }
}
