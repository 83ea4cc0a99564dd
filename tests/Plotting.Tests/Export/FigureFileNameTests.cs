namespace ServeMulti.Plotting.Export;

[TestFixture]
public sealed class FigureFileNameTests
{
    [Test]
    public void Of_PlainName_StaysAsItIs() =>
        Assert.That(FigureFileName.Of("FIGURE-max_num_seqs=16"), Is.EqualTo("FIGURE-max_num_seqs=16"));

    [TestCase("FIGURE-model=a/b", "FIGURE-model=a_b~")]
    [TestCase("../x", "___x~")]
    [TestCase("a:b*c", "a_b_c~")]
    [TestCase("a. ", "a~")]
    public void Of_CharactersThatASystemForbids_AreReplaced(string name, string start) =>
        Assert.That(FigureFileName.Of(name), Does.StartWith(start));

    [Test]
    public void Of_NamesThatWouldBeEqual_DoNotShareAFile() =>
        Assert.That(FigureFileName.Of("a/b"), Is.Not.EqualTo(FigureFileName.Of("a_b")));

    [Test]
    public void Of_LongName_IsCut() =>
        Assert.That(System.Text.Encoding.UTF8.GetByteCount(FigureFileName.Of(new string('ü', 300))), Is.LessThanOrEqualTo(200));
}
