namespace ServeMulti.Processes;

public sealed class SessionNicenessTests
{
    [TestCase("/autogroup-17 nice 0", 0, ExpectedResult = 0)]
    [TestCase("/autogroup-17 nice 0", 10, ExpectedResult = 10)]
    [TestCase("/autogroup-17 nice 5", 0, ExpectedResult = 5)]
    [TestCase("/autogroup-17 nice -5", 2, ExpectedResult = -3)]
    [TestCase(
        "/autogroup-17 nice 10",
        10,
        ExpectedResult = 10,
        Description = "A session as nice as its host: the process inherited the same."
    )]
    [TestCase("/autogroup-17 nice 10", 17, ExpectedResult = 17)]
    [TestCase("/autogroup-17 nice -5", -10, ExpectedResult = -10)]
    [TestCase("/autogroup-17 nice -20", 19, ExpectedResult = -1)]
    [TestCase("", 10, ExpectedResult = null, Description = "Groups of processes are switched off.")]
    [TestCase(null, 10, ExpectedResult = null, Description = "The kernel has none.")]
    public int? Find_OfTheHost_CountsWhatItInheritedOnce(string? autogroup, int own) =>
        SessionNiceness.Find(autogroup, $"7 (a) name) R 1 7 7 0 -1 4194304 99 0 0 0 1 2 3 4 20 {own} 1 0 500");
}
