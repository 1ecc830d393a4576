using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Proctoring.Tests.Support;

/// <summary>
/// Chromium driven over its debugging protocol. Playwright emulates focus and visibility on every page, so a real tab switch
/// never shows. This class does not emulate them.
/// </summary>
internal sealed partial class RawChromium : IAsyncDisposable
{
    readonly Process program;
    readonly ClientWebSocket socket = new();
    readonly string profile;
    int calls;

    RawChromium(Process program, string profile) => (this.program, this.profile) = (program, profile);

    public static async Task<RawChromium> StartAsync(IEnumerable<string> flags)
    {
        var profile = Directory.CreateTempSubdirectory("proctoring-chromium-").FullName;
        var program = Process.Start(
            new ProcessStartInfo(
                Chromium.Program,
                [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--remote-debugging-port=0",
                    "--window-size=1366,900",
                    $"--user-data-dir={profile}",
                    .. flags,
                    "about:blank",
                ]
            )
            {
                RedirectStandardError = true,
            }
        )!;
        var browser = new RawChromium(program, profile);
        while (await program.StandardError.ReadLineAsync() is { } line)
        {
            if (DebuggerAddress().Match(line) is { Success: true } address)
            {
                await browser.socket.ConnectAsync(new Uri(address.Value), CancellationToken.None);
                // An unread pipe blocks the program when it is full.
                _ = program.StandardError.ReadToEndAsync();
                return browser;
            }
        }

        throw new InvalidOperationException("Chromium did not start.");
    }

    /// <summary>Opens a tab in the foreground.</summary>
    public async Task<Tab> OpenTabAsync(string address)
    {
        var target = (string)(await CallAsync("Target.createTarget", new() { ["url"] = address }))["targetId"]!;
        var session = (string)(await CallAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        return new Tab(this, target, session);
    }

    async Task<JsonObject> CallAsync(string method, JsonObject parameters, string? session = null)
    {
        var id = ++calls;
        var request = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        if (session is not null)
            request["sessionId"] = session;
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        for (; ; )
        {
            var message = await ReceiveAsync();
            if ((int?)message["id"] != id)
                continue;
            return message["error"] is { } error
                ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
                : message["result"]!.AsObject();
        }
    }

    async Task<JsonObject> ReceiveAsync()
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            content.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);
        return JsonNode.Parse(content.ToArray())!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        program.Kill(entireProcessTree: true);
        await program.WaitForExitAsync();
        program.Dispose();
        Directory.Delete(profile, recursive: true);
    }

    [GeneratedRegex(@"ws://\S+")]
    private static partial Regex DebuggerAddress();

    /// <summary>One tab.</summary>
    internal sealed class Tab(RawChromium browser, string target, string session)
    {
        public Task BringToFrontAsync() => browser.CallAsync("Target.activateTarget", new() { ["targetId"] = target });

        /// <summary>Runs a script in the page, awaits a promise and returns the value as text.</summary>
        public async Task<string> EvaluateAsync(string script)
        {
            var result = await browser.CallAsync(
                "Runtime.evaluate",
                new()
                {
                    ["expression"] = script,
                    ["awaitPromise"] = true,
                    ["returnByValue"] = true,
                    ["userGesture"] = true,
                },
                session
            );
            return result["exceptionDetails"] is { } mistake
                ? throw new InvalidOperationException(mistake.ToJsonString())
                : result["result"]!["value"]?.ToString() ?? "";
        }

        /// <summary>Waits in the page until the condition is true.</summary>
        public async Task WaitAsync(string condition)
        {
            for (var loads = 0; ; loads++)
            {
                try
                {
                    await EvaluateAsync(Waiting(condition));
                    return;
                }
                catch (InvalidOperationException cause) when (loads < 5 && cause.Message.Contains("context", StringComparison.Ordinal))
                {
                    // The page reloaded while we waited; wait in the new one.
                }
            }
        }

        static string Waiting(string condition) =>
            $$"""
                new Promise((done, fail) => {
                  const look = () => { try { if ({{condition}}) { clearInterval(timer); done('yes'); } } catch {} };
                  const timer = setInterval(look, 50);
                  setTimeout(() => fail(new Error('never: ' + {{JsonSerializer.Serialize(
                    condition
                )}} + ' at ' + location.href + ' ' + document.body.innerText.slice(0, 300))), 40000);
                })
                """;

        /// <summary>Waits for an element and clicks it.</summary>
        public async Task ClickAsync(string testId)
        {
            await WaitAsync($"!document.querySelector('[data-testid={testId}]').matches(':disabled')");
            await EvaluateAsync($"document.querySelector('[data-testid={testId}]').click()");
        }
    }
}
