using System.Text;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class ParameterSweepLoadTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("serve-multi-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public void Load_File_WithOrWithoutByteOrderMark_IsRead(bool hasMark)
    {
        var path = Path.Combine(_folder, "p.json");
        File.WriteAllText(path, "[{\"a\": \"é\"}]", new UTF8Encoding(hasMark));

        Assert.That(ParameterSweep.Load(path), Is.EqualTo([new ParameterSet { { "a", "é" } }]));
    }

    [Test]
    public void Load_BadItem_IsRefusedByPathItemAndKey()
    {
        var path = Path.Combine(_folder, "p.json");
        File.WriteAllText(path, "[{\"a\": null}]");

        Assert.That(
            () => ParameterSweep.Load(path),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith($"{path}: item 1: key 'a' ")
        );
    }

    [Test]
    public void Load_NoFile_IsRefused()
    {
        var path = Path.Combine(_folder, "none", "p.json");

        Assert.That(
            () => ParameterSweep.Load(path),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo($"{path}: cannot be read: the file does not exist; name a file of parameters.")
        );
    }

    [Test]
    public void Load_Folder_IsRefused() =>
        Assert.That(
            () => ParameterSweep.Load(_folder),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith($"{_folder}: cannot be read: it is a folder;")
        );

    [Test]
    public void Load_PathWithNul_IsRefused() =>
        Assert.That(
            () => ParameterSweep.Load("a\0b"),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith("'a\\u0000b': cannot be read: ")
        );

    [Test]
    public void Load_OtherEncoding_IsRefused()
    {
        var path = Path.Combine(_folder, "p.json");
        File.WriteAllText(path, "[{\"a\": \"é\"}]", Encoding.Latin1);

        Assert.That(
            () => ParameterSweep.Load(path),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith($"{path}: is not UTF-8 text;")
        );
    }
}
