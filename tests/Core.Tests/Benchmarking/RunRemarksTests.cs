using System.Text;

namespace ServeMulti.Benchmarking;

[TestFixture]
public sealed class RunRemarksTests
{
    [TestCase("{}", TestName = "Of_NothingKnown_SaysNothing")]
    [TestCase(
        """{"completed": 10, "failed": 0, "client_failures": {}, "client_was_bottleneck": false}""",
        TestName = "Of_NothingWrong_SaysNothing"
    )]
    [TestCase("""{"completed": 10, "num_prompts": 10}""", TestName = "Of_AllPromptsCompleted_SaysNothing")]
    [TestCase(
        """{"completed": 10, "requested_input_tokens": 1000, "total_input_tokens": 1020}""",
        TestName = "Of_InputWithinTwoPercent_SaysNothing"
    )]
    [TestCase(
        """{"completed": 10, "requested_input_tokens": null, "total_input_tokens": 1020}""",
        TestName = "Of_InputLengthNotAsked_SaysNothing"
    )]
    [TestCase(
        """{"requested_output_tokens": 100, "total_output_tokens": 50, "ignore_eos": false}""",
        TestName = "Of_AnswersMayEnd_SaysNothing"
    )]
    [TestCase("""{"requested_output_tokens": 100, "total_output_tokens": 99}""", TestName = "Of_OutputWithinTwoPercent_SaysNothing")]
    [TestCase("""{"unstreamed_output_tokens": 0, "total_output_tokens": 99}""", TestName = "Of_AllTokensStreamed_SaysNothing")]
    [TestCase(
        """{"failed": "none", "client_failures": [1], "client_was_bottleneck": "no", "requested_input_tokens": "x"}""",
        TestName = "Of_FieldsOfOtherKinds_SaysNothing"
    )]
    public void Of_Result_SaysNothing(string json) => Assert.That(RunRemark.Of(Parse(json)), Is.Empty);

    [TestCase(
        """{"completed": 197, "failed": 3, "client_failures": {"timeout": 2, "http_503": 1}}""",
        RunRemarkKind.FailedRequests,
        "3 of 200 requests failed (2 timeout, 1 http_503)",
        "3 of 200 failed"
    )]
    [TestCase("""{"completed": 150, "num_prompts": 200}""", RunRemarkKind.FailedRequests, "50 of 200 requests failed", "50 of 200 failed")]
    [TestCase("""{"failed": 7}""", RunRemarkKind.FailedRequests, "7 requests failed", "7 failed")]
    [TestCase(
        """{"client_was_bottleneck": true, "client_cpu_share": 0.97, "client_p99_send_lag_ms": 3, "client_p99_dispatch_delay_ms": 40.2}""",
        RunRemarkKind.ClientLimited,
        "the client was the bottleneck (it used 97 % of the processors, p99 dispatch delay 40 ms): these figures are its own, not the server's",
        "client was the bottleneck"
    )]
    [TestCase(
        """{"client_was_bottleneck": true, "client_p99_send_lag_ms": 90, "client_steady_send_lag_ms": 40, "client_p99_dispatch_delay_ms": 90, "client_steady_dispatch_delay_ms": 0.2}""",
        RunRemarkKind.ClientLimited,
        "the client was the bottleneck (send lag of 40 ms through the run): these figures are its own, not the server's",
        "client was the bottleneck"
    )]
    [TestCase(
        """{"client_was_bottleneck": false, "client_send_lag_growth_ms": 2700, "median_e2el_ms": 900}""",
        RunRemarkKind.ClientLimited,
        "the client was the bottleneck (its send lag grew by 2700 ms): these figures are its own, not the server's",
        "client was the bottleneck"
    )]
    [TestCase(
        """{"completed": 4, "requested_input_tokens": 4000, "total_input_tokens": 20512, "prompt_form": "words"}""",
        RunRemarkKind.InputTokensDiffer,
        "prompts had 5128 tokens on average where 1000 were requested (+413 %); they were sent as words",
        "input tokens +413 %"
    )]
    [TestCase(
        """{"completed": 10, "requested_input_tokens": 1000, "total_input_tokens": 970, "prompt_form": "ids"}""",
        RunRemarkKind.InputTokensDiffer,
        "prompts had 97 tokens on average where 100 were requested (-3.0 %)",
        "input tokens -3.0 %"
    )]
    [TestCase(
        """{"completed": 4, "requested_output_tokens": 80, "total_output_tokens": 20, "ignore_eos": true, "client_token_counts": "usage"}""",
        RunRemarkKind.OutputTokensDiffer,
        "answers had 5 tokens on average where 20 were requested (-75 %); they ended early although ignore_eos was asked",
        "output tokens -75 %"
    )]
    [TestCase(
        """{"completed": 1000, "requested_output_tokens": 20000, "total_output_tokens": 19999, "ignore_eos": true}""",
        RunRemarkKind.OutputTokensDiffer,
        "answers had 20 tokens on average where 20 were requested (-0.005 %); they ended early although ignore_eos was asked",
        "output tokens -0.005 %"
    )]
    [TestCase(
        """{"completed": 2, "requested_output_tokens": 40, "total_output_tokens": 10, "ignore_eos": true, "client_token_counts": "chunks"}""",
        RunRemarkKind.OutputTokensDiffer,
        "answers had 5 tokens on average where 20 were requested (-75 %); the server gave no counts, chunks were counted",
        "output tokens -75 %"
    )]
    [TestCase(
        """{"requested_output_tokens": 40, "total_output_tokens": 240, "ignore_eos": false}""",
        RunRemarkKind.OutputTokensDiffer,
        "answers had 240 tokens in all where 40 were requested (+500 %)",
        "output tokens +500 %"
    )]
    [TestCase(
        """{"unstreamed_output_tokens": 80, "total_output_tokens": 120, "completed": 1, "client_requests_without_tpot": 1}""",
        RunRemarkKind.TokensNotStreamed,
        "at least 80 of 120 output tokens never arrived in the stream, such as hidden reasoning; TPOT is left out for 1 of 1 requests",
        "80 of 120 tokens not streamed"
    )]
    [TestCase(
        """{"unstreamed_output_tokens": 0, "completed": 4, "client_requests_without_tpot": 3}""",
        RunRemarkKind.TokensNotStreamed,
        "TPOT is left out for 3 of 4 requests: when each of their tokens arrived is unknown",
        "TPOT is left out for 3 of 4 requests"
    )]
    [TestCase(
        """{"unstreamed_output_tokens": 100, "total_output_tokens": 120}""",
        RunRemarkKind.TokensNotStreamed,
        "at least 100 of 120 output tokens never arrived in the stream, such as hidden reasoning",
        "100 of 120 tokens not streamed"
    )]
    [TestCase(
        """{"completed": 10, "client_requests_with_refused_counts": 3}""",
        RunRemarkKind.TokenCountsRefused,
        "the server's token counts of 3 of 10 requests cannot be true (below 0, 0 beside text, or over 16 times the request): prompts count with the requested length, answers by chunks",
        "token counts of 3 of 10 refused"
    )]
    [SetCulture("de-DE")]
    public void Of_Result_SaysWhatIsWrong(string json, RunRemarkKind kind, string text, string shortText) =>
        Assert.That(
            RunRemark.Of(Parse(json)).Select(remark => remark with { CannotJudge = false }),
            Is.EqualTo(new[] { new RunRemark(kind, text) { ShortText = shortText } })
        );

    [TestCase("""{"failed": 7}""", false, TestName = "Of_FailedRequests_CanJudge")]
    [TestCase("""{"client_was_bottleneck": true}""", true, TestName = "Of_ClientLimit_CannotJudge")]
    [TestCase("""{"client_send_lag_growth_ms": 91, "median_e2el_ms": 900}""", true, TestName = "Of_LagThatGrows_CannotJudge")]
    [TestCase(
        """{"requested_output_tokens": 80, "total_output_tokens": 20, "ignore_eos": true}""",
        true,
        TestName = "Of_AnswersThatEndedEarly_CannotJudge"
    )]
    [TestCase("""{"requested_output_tokens": 80, "total_output_tokens": 90}""", true, TestName = "Of_AnswersThatAreLonger_CannotJudge")]
    [TestCase(
        """{"requested_output_tokens": 1000, "total_output_tokens": 990, "ignore_eos": true}""",
        false,
        TestName = "Of_FewAnswersThatEndedEarly_CanJudge"
    )]
    [TestCase(
        """{"requested_output_tokens": 80, "total_output_tokens": 20, "ignore_eos": true, "client_token_counts": "chunks"}""",
        false,
        TestName = "Of_ChunksThatWereCounted_CanJudge"
    )]
    [TestCase(
        """{"requested_input_tokens": 80, "total_input_tokens": 60, "prompt_form": "ids"}""",
        true,
        TestName = "Of_IdsThatGotLost_CannotJudge"
    )]
    [TestCase(
        """{"requested_input_tokens": 8, "total_input_tokens": 9, "prompt_form": "ids"}""",
        false,
        TestName = "Of_TokenThatBeginsThePrompt_CanJudge"
    )]
    [TestCase(
        """{"requested_input_tokens": 80, "total_input_tokens": 120, "prompt_form": "words"}""",
        false,
        TestName = "Of_WordsOfSeveralTokens_CanJudge"
    )]
    public void Of_Result_SaysWhetherItCanJudge(string json, bool cannot) =>
        Assert.That(RunRemark.Of(Parse(json)).Single().CannotJudge, Is.EqualTo(cannot));

    [Test]
    public void Of_LagThatGrowsLittleBesideTheLatency_SaysNothing() =>
        Assert.That(RunRemark.Of(Parse("""{"client_send_lag_growth_ms": 89, "median_e2el_ms": 900}""")), Is.Empty);

    [Test]
    public void Of_RequestsWithoutSocket_AreFailuresAndALimitOfTheClient()
    {
        var remarks = RunRemark.Of(
            Parse("""{"completed": 60, "failed": 40, "client_failures": {"client_limit": 40}, "client_was_bottleneck": false}""")
        );
        Assert.That(remarks.Select(remark => remark.Kind), Is.EqualTo(new[] { RunRemarkKind.FailedRequests, RunRemarkKind.ClientLimited }));
        Assert.That(
            remarks[1].Text,
            Is.EqualTo(
                "the client was the bottleneck (it had no socket or port for 40 requests): these figures are its own, not the server's"
            )
        );
    }

    [Test]
    public void ShortText_NotGiven_IsTheText() => Assert.That(new RunRemark(RunRemarkKind.FailedRequests, "x").ShortText, Is.EqualTo("x"));

    [Test]
    public void Describe_SeveralRuns_SumsTheFailuresAndCountsTheRunsOfOtherRemarks()
    {
        var failed = Parse("""{"completed": 197, "failed": 3}""");
        var limited = Parse("""{"completed": 200, "failed": 6, "client_was_bottleneck": true}""");

        Assert.That(RunRemark.Describe([failed, limited]), Is.EqualTo("9 of 406 failed; client was the bottleneck in 1 of 2 runs"));
        Assert.That(RunRemark.Describe([limited, limited]), Is.EqualTo("12 of 412 failed; client was the bottleneck"));
        Assert.That(RunRemark.Describe([Parse("""{"completed": 200, "failed": 0}""")]), Is.Empty);
    }

    private static ResultDocument Parse(string json) => ResultDocument.Parse(Encoding.UTF8.GetBytes(json));
}
