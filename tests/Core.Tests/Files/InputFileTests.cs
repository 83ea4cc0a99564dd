using ServeMulti.Results;

namespace ServeMulti.Files;

[TestFixture]
public sealed class InputFileTests
{
    private readonly ScratchFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100_000)]
    public void ReadAll_File_IsItsContent(int length)
    {
        var content = Enumerable.Range(0, length).Select(number => (byte)number).ToArray();
        File.WriteAllBytes(_folder["a"], content);

        Assert.That(InputFile.ReadAll(_folder["a"], Math.Max(length, 1)), Is.EqualTo(content));
    }

    [Test]
    public void ReadAll_LargerThanTheLimit_IsRefusedBeforeItIsRead()
    {
        using (var stream = File.Create(_folder["large"]))
        {
            // Takes no room on the disk.
            stream.SetLength(1L << 40);
        }

        Assert.That(
            () => InputFile.ReadAll(_folder["large"], 100),
            Throws
                .TypeOf<IOException>()
                .With.Message.EqualTo($"'{_folder["large"]}' has 1099511627776 bytes, more than the 100 that are read.")
        );
        Assert.That(() => InputFile.ReadLines(_folder["large"], 100, 10).ToList(), Throws.TypeOf<IOException>());
    }

    [Test]
    [Platform("Linux", Reason = "Files of the kernel have no length.")]
    public void ReadAll_FileOfTheKernel_IsReadToItsEndOrTheLimit()
    {
        Assert.That(InputFile.ReadText("/proc/self/status", 1 << 20), Does.StartWith("Name:").And.EndWith("\n"));
        Assert.That(
            () => InputFile.ReadAll("/proc/self/status", 100),
            Throws.TypeOf<IOException>().With.Message.Contains("more than the 100")
        );
    }

    [TestCase("", new string[0])]
    [TestCase("\n", new[] { "" })]
    [TestCase("a\nbc\n", new[] { "a", "bc" })]
    [TestCase("a\nbc", new[] { "a", "bc" })]
    [TestCase("abcd\nabcde\nx\nabcdef", new[] { "abcd", "x" })]
    public void ReadLines_TooLongOnes_AreLeftOut(string text, string[] lines)
    {
        File.WriteAllText(_folder["a"], text);

        Assert.That(InputFile.ReadLines(_folder["a"], limit: 1000, longestLine: 4), Is.EqualTo(lines));
    }
}
