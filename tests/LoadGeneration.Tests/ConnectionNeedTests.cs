using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ConnectionNeedTests
{
    private static readonly OpenFileLimit Limit = new(1024, 20);

    private static readonly OpenAiBenchmarkOptions Fits = new() { NumPrompts = 864 };

    private static readonly OpenAiBenchmarkOptions[] WhatFits =
    [
        Fits,
        Fits with
        {
            NumPrompts = 100_000,
            MaxConcurrency = 864,
        },
        Fits with
        {
            NumPrompts = 100_000,
            RequestRate = 5,
        },
        Fits with
        {
            NumPrompts = 100_000,
            RampUp = new(RampUpShape.Linear, 1, 100),
        },
        Fits with
        {
            NumPrompts = 10,
            MaxConcurrency = 5000,
        },
        Fits with
        {
            TimeLimit = TimeSpan.FromSeconds(1),
            MaxConcurrency = 864,
        },
        Fits with
        {
            NumWarmups = 2000,
            MaxConcurrency = 8,
        },
    ];

    [TestCaseSource(nameof(WhatFits))]
    public void FindProblem_LoadThatFits_IsNone(OpenAiBenchmarkOptions settings) =>
        Assert.That(ConnectionNeed.FindProblem(settings, Limit), Is.Null);

    [Test]
    public void FindProblem_Burst_NamesLimitNeedAndCure() =>
        Assert.That(
            ConnectionNeed.FindProblem(new() { NumPrompts = 1000 }, Limit),
            Is.EqualTo(
                "num_prompts: 1000 at once need as many connections, and this process may have 1024 files open, of which it needs 160 itself: "
                    + "raise the limit to 1160 or more (ulimit -n, or LimitNOFILE of its service), or ask for 864 or fewer at once (max_concurrency, num_prompts)."
            )
        );

    [Test]
    public void FindProblem_MoreAtOnceThanFit_NamesWhatAsksForThem()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                ConnectionNeed.FindProblem(new() { NumPrompts = 5000, MaxConcurrency = 900 }, Limit),
                Does.StartWith("max_concurrency: 900 at once")
            );
            Assert.That(
                ConnectionNeed.FindProblem(new() { TimeLimit = TimeSpan.FromSeconds(9), MaxConcurrency = 900 }, Limit),
                Does.StartWith("max_concurrency: 900 at once")
            );
            Assert.That(
                ConnectionNeed.FindProblem(
                    new()
                    {
                        NumPrompts = 5,
                        RequestRate = 1,
                        NumWarmups = 900,
                    },
                    Limit
                ),
                Does.StartWith("num_warmups: 900 at once")
            );
        });
    }

    [Test]
    public void FindProblem_NoFileLeftForOneConnection_NamesNoLoadThatWouldFit() =>
        Assert.That(
            ConnectionNeed.FindProblem(new() { RequestRate = 1 }, new(1024, 1000)),
            Does.Contain("raise the limit to 1073 or more").And.Not.Contain("max_concurrency")
        );

    [Test]
    public void FindProblem_NoLimit_IsNone() =>
        Assert.That(ConnectionNeed.FindProblem(new() { NumPrompts = int.MaxValue }, OpenFileLimit.None), Is.Null);

    [TestCase(10_000, 5, null, true, TestName = "more requests than connections")]
    [TestCase(10_000, 5, 864, false, TestName = "a cap that fits")]
    [TestCase(800, 5, null, false, TestName = "fewer requests than connections")]
    public void FindWarning_RateOfAServerThatMayBeSlow_IsSaidWhereItMayNotFit(int prompts, double rate, int? cap, bool isSaid)
    {
        var warning = ConnectionNeed.FindWarning(
            new()
            {
                NumPrompts = prompts,
                RequestRate = rate,
                MaxConcurrency = cap,
            },
            Limit
        );
        Assert.That(
            warning,
            isSaid ? Does.Contain("up to 10000 requests").And.Contain("864 connections").And.Contain("client_limit") : Is.Null
        );
    }

    [Test]
    public void FindWarning_TimeLimit_CountsWhatTheRateSendsInIt() =>
        Assert.That(
            ConnectionNeed.FindWarning(new() { RequestRate = 100, TimeLimit = TimeSpan.FromSeconds(60) }, Limit),
            Does.Contain("up to 6000 requests")
        );
}
