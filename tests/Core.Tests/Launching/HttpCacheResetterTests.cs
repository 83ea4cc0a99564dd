using System.Net;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

public sealed class HttpCacheResetterTests
{
    private static readonly Uri Endpoint = new("http://localhost:8000");

    [Test]
    public async Task ResetAsync_Vllm_PostsToEveryRoute()
    {
        var http = new FakeHttp(_ => HttpStatusCode.OK);

        await Resetter(http).ResetAsync(Server("vllm"));

        Assert.That(
            http.Requests,
            Is.EqualTo(
                new[]
                {
                    "POST http://localhost:8000/reset_prefix_cache",
                    "POST http://localhost:8000/reset_mm_cache",
                    "POST http://localhost:8000/reset_encoder_cache",
                }
            )
        );
    }

    [TestCase("env -i vllm serve m", "takes VLLM_SERVER_DEV_MODE away", "write VLLM_SERVER_DEV_MODE=1 among its variables")]
    [TestCase("env -u VLLM_SERVER_DEV_MODE vllm serve m", "takes VLLM_SERVER_DEV_MODE away", "write VLLM_SERVER_DEV_MODE=1")]
    [TestCase("env VLLM_SERVER_DEV_MODE=0 vllm serve m", "sets VLLM_SERVER_DEV_MODE=0", "write VLLM_SERVER_DEV_MODE=1")]
    [TestCase(
        "docker run -p 1:1 vllm/vllm-openai --model m",
        "docker run gives the server no VLLM_SERVER_DEV_MODE",
        "add -e VLLM_SERVER_DEV_MODE=1 behind run"
    )]
    [TestCase("nice podman run x", "podman run gives the server no", "add -e")]
    public void FindProblem_ServerWithoutItsVariable_SaysWhatToWrite(string command, string what, string cure) =>
        Assert.That(
            new HttpCacheResetter().FindProblem(new ServerSpec { Command = CommandLine.Parse(command), Profile = ServerProfiles.Vllm }),
            Does.Contain(what).And.Contain(cure)
        );

    [TestCase("env A=1 vllm serve m")]
    [TestCase("env -i VLLM_SERVER_DEV_MODE=1 vllm serve m")]
    [TestCase("docker run -e VLLM_SERVER_DEV_MODE vllm/vllm-openai --model m")]
    [TestCase("docker run --env-file=f vllm/vllm-openai --model m")]
    [TestCase("docker compose up")]
    [TestCase("bash -c 'exec vllm serve m'")]
    public void FindProblem_ServerThatGetsItsVariable_IsNone(string command) =>
        Assert.That(
            new HttpCacheResetter().FindProblem(new ServerSpec { Command = CommandLine.Parse(command), Profile = ServerProfiles.Vllm }),
            Is.Null
        );

    [Test]
    public void FindProblem_VariableThatTheHostSetsItself_IsItsOwnMatter() =>
        Assert.That(
            new HttpCacheResetter().FindProblem(
                new ServerSpec
                {
                    Command = CommandLine.Parse("env -i vllm serve m"),
                    Environment = new Dictionary<string, string?> { ["VLLM_SERVER_DEV_MODE"] = "1" },
                }
            ),
            Is.Null
        );

    [Test]
    public async Task ResetAsync_Sglang_Flushes()
    {
        var http = new FakeHttp(_ => HttpStatusCode.OK);

        await Resetter(http).ResetAsync(Server("sglang", "serve"));

        Assert.That(http.Requests, Is.EqualTo(new[] { "POST http://localhost:8000/flush_cache" }));
    }

    [Test]
    public async Task ResetAsync_Infinity_AsksNothing()
    {
        var http = new FakeHttp(_ => HttpStatusCode.InternalServerError);

        await Resetter(http).ResetAsync(Server("infinity_emb", "v2"));

        Assert.That(http.Requests, Is.Empty);
    }

    [Test]
    public void ResetAsync_OptionalRouteMissing_IsFine()
    {
        var http = new FakeHttp(path => path == "/reset_encoder_cache" ? HttpStatusCode.NotFound : HttpStatusCode.OK);

        Assert.That(() => Resetter(http).ResetAsync(Server("vllm")), Throws.Nothing);
    }

    [Test]
    public void ResetAsync_PrefixRouteMissing_NamesTheDevMode()
    {
        var http = new FakeHttp(_ => HttpStatusCode.NotFound);

        Assert.That(
            () => Resetter(http).ResetAsync(Server("vllm")),
            Throws
                .TypeOf<CacheResetException>()
                .With.Message.Contains("/reset_prefix_cache answered 404")
                .And.Message.Contains("VLLM_SERVER_DEV_MODE=1")
        );
    }

    [TestCase(HttpStatusCode.InternalServerError)]
    [TestCase(HttpStatusCode.BadRequest)]
    public void ResetAsync_OptionalRouteFails_IsAnError(HttpStatusCode status)
    {
        var http = new FakeHttp(path => path == "/reset_encoder_cache" ? status : HttpStatusCode.OK);

        Assert.That(
            () => Resetter(http).ResetAsync(Server("vllm")),
            Throws.TypeOf<CacheResetException>().With.Message.Contains($"/reset_encoder_cache answered {(int)status}")
        );
    }

    [Test]
    public async Task ResetAsync_ServerWithKeys_CarriesTheOneForAdministration()
    {
        var http = new FakeHttp(_ => HttpStatusCode.OK);

        await Resetter(http).ResetAsync(Server("sglang", "serve", "--api-key", "one", "--admin-api-key", "two"));

        Assert.That(http.Keys, Is.EqualTo(new[] { "Bearer two" }));
    }

    [Test]
    public async Task ResetAsync_KeyRefused_SaysWhichAndWhereToGiveTheRightOne()
    {
        var exception = await Assert.ThrowsAsync<CacheResetException>(() =>
            Resetter(new FakeHttp(_ => HttpStatusCode.Unauthorized)).ResetAsync(Server("sglang", "serve", "--api-key", "sk-secret"))
        );

        Assert.That(
            exception!.Message,
            Is.EqualTo(
                "POST http://localhost:8000/flush_cache answered 401: the server did not accept the key of --api-key in the server's command. "
                    + "Give it (that of --admin-api-key, where the server has one) in the environment variable OPENAI_API_KEY, or in the one that you name (--api-key-env)."
            )
        );
    }

    [Test]
    public void ResetAsync_ServerGone_SaysWhy()
    {
        var http = new FakeHttp((_, _) => throw new HttpRequestException("Connection refused"));

        Assert.That(
            () => Resetter(http).ResetAsync(Server("vllm")),
            Throws.TypeOf<CacheResetException>().With.Message.Contains("Connection refused")
        );
    }

    [Test]
    public void ResetAsync_NoAnswer_GivesUpAfterAMinute()
    {
        var clock = new FakeTimeProvider();
        var resetter = new HttpCacheResetter(httpClient: new FakeHttp(FakeHttp.Hang).CreateClient(), timeProvider: clock);
        var reset = resetter.ResetAsync(Server("vllm"));

        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.That(async () => await reset, Throws.TypeOf<CacheResetException>().With.Message.Contains("60 s"));
    }

    [Test]
    public async Task ResetAsync_Cancelled_IsNoResetError()
    {
        using var cancellation = new CancellationTokenSource();
        var reset = Resetter(new FakeHttp(FakeHttp.Hang)).ResetAsync(Server("vllm"), cancellation.Token);

        await cancellation.CancelAsync();

        Assert.That(async () => await reset, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void ResetAsync_AddressNotKnown_IsAnError() =>
        Assert.That(
            () => new HttpCacheResetter().ResetAsync(new DelegateServer(Server("vllm").Spec)),
            Throws.TypeOf<CacheResetException>().With.Message.Contains("address")
        );

    [TestCase("vllm serve m", null)]
    [TestCase("infinity_emb v2", null)]
    [TestCase("infinity_emb v2 --vector-disk-cache", "--vector-disk-cache")]
    [TestCase("infinity_emb v2 --vector_disk_cache", "--vector-disk-cache")]
    [TestCase("infinity_emb v2 --no-vector-disk-cache", null)]
    [TestCase("llama-server -m x", "llama.cpp")]
    [TestCase("llama-server -m x", "--no-cache-prompt")]
    [TestCase("llama-server -m x", "--cache-ram 0")]
    [TestCase("llama-server -m x --cache-ram 0", "--no-cache-prompt")]
    [TestCase("llama-server -m x --no-cache-prompt", null)]
    [TestCase("llama-server -m x --cache-prompt --no-cache-prompt --cache-ram 0", null)]
    [TestCase("llama-server -m x --no-cache-prompt --cache-prompt", "--no-cache-prompt")]
    [TestCase("my-server", "'my-server'")]
    public void FindProblem_Command_SaysWhatCannotBeReset(string command, string? named)
    {
        var words = command.Split(' ');
        var spec = new ServerSpec { Command = new CommandLine(words[0], words[1..]) };

        var problem = new HttpCacheResetter().FindProblem(spec);

        Assert.That(
            problem,
            named is null
                ? Is.Null
                : Does.Contain(named)
                    .And.Contain("--after-bench-cmd")
                    .And.Contain("--restart-between-runs")
                    .And.Contain("--cache-reset none")
        );
    }

    [TestCase("llama-server -m x --no-cache-prompt", "none, as --no-cache-prompt turns the caches off")]
    [TestCase("llama-server -m x", null)]
    [TestCase("infinity_emb v2", "none")]
    public async Task ResetAsync_NothingToReset_AsksNothing(string command, string? described)
    {
        var words = command.Split(' ');
        var http = new FakeHttp(FakeHttp.Hang);
        var server = Server(words[0], words[1..]);
        if (described is not null)
        {
            await Resetter(http).ResetAsync(server);
        }

        Assert.That(new HttpCacheResetter().DescribeReset(server.Spec), Is.EqualTo(described));
    }

    [Test]
    public void FindProblem_RunningServerOfUnknownKind_NamesItsAddress() =>
        Assert.That(new HttpCacheResetter().FindProblem(new ServerSpec { Endpoint = Endpoint }), Does.Contain("http://localhost:8000/"));

    private static HttpCacheResetter Resetter(FakeHttp http) => new(httpClient: http.CreateClient());

    private static DelegateServer Server(string executable, params string[] arguments) =>
        new(new ServerSpec { Command = new CommandLine(executable, arguments) }, Endpoint);
}
