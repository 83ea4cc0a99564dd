namespace ServeMulti.Processes;

public sealed class ProcessMarkTests
{
    [Test]
    public void Create_Twice_AreDifferent()
    {
        var first = ProcessMark.Create();
        var second = ProcessMark.Create();

        Assert.That(first, Is.Not.EqualTo(second));
    }

    [Test]
    public void TryParse_OwnVariable_IsTheSameMark()
    {
        var mark = ProcessMark.Create();

        Assert.That(ProcessMark.TryParse(mark.Variable), Is.EqualTo(mark));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("PATH")]
    [TestCase("SERVEMULTI_MARK_")]
    [TestCase("SERVEMULTI_MARK_0123456789ABCDEF0123456789ABCDE")]
    [TestCase("SERVEMULTI_MARK_0123456789ABCDEF0123456789ABCDEG")]
    public void TryParse_WhatOtherProcessesCouldCarry_IsNoMark(string? text) => Assert.That(ProcessMark.TryParse(text), Is.Null);
}
