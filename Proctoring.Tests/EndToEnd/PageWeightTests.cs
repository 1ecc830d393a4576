using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.EndToEnd;

/// <summary>What a browser downloads on a slow line (512 kbit/s, 150 ms). Bytes are asserted, times are only written down.</summary>
public sealed class PageWeightTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings => [("environment", "Production")];

    [Fact]
    public async Task The_first_question_and_a_reload_are_light()
    {
        var candidate = await ArriveAsync();
        var session = await candidate.Page.Context.NewCDPSessionAsync(candidate.Page);
        var loads = new Dictionary<string, Load>(StringComparer.Ordinal);
        session.Event("Network.responseReceived").OnEvent += (_, e) => Note(loads, e!.Value, finished: false);
        session.Event("Network.loadingFinished").OnEvent += (_, e) => Note(loads, e!.Value, finished: true);
        await session.SendAsync("Network.enable");
        await session.SendAsync(
            "Network.emulateNetworkConditions",
            new()
            {
                ["offline"] = false,
                ["latency"] = 150,
                ["downloadThroughput"] = 512 * 1000 / 8,
                ["uploadThroughput"] = 512 * 1000 / 8,
            }
        );

        var began = DateTime.UtcNow;
        await candidate.ChooseExamAsync(proctored: true);
        Passed("session opened", began);
        await candidate.TurnCameraOnAsync();
        Passed("camera on", began);
        await CandidatePage.LeaveCameraAsync(candidate.At("camera-next"), candidate.At("take-picture"));
        Passed("photo step", began);
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        Passed("photo taken", began);
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        Passed("first question", began);
        await candidate.SeesAsync("monitor-state", "Monitoring is on");
        var cold = Report("cold to the first question", loads, DateTime.UtcNow - began);
        loads.Clear();
        began = DateTime.UtcNow;
        await candidate.Page.ReloadAsync();
        await candidate.SeesQuestionAsync(1);
        var reload = Report("reload to the question", loads, DateTime.UtcNow - began);

        // The goal is 600 kB. Measured: 365 kB and 15 kB.
        Assert.InRange(cold, 100_000, 450_000);
        Assert.InRange(reload, 1_000, 50_000);
    }

    static void Passed(string step, DateTime began) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{(DateTime.UtcNow - began).TotalSeconds,6:0.0} s {step}");

    static void Note(Dictionary<string, Load> loads, JsonElement happened, bool finished)
    {
        var id = happened.GetProperty("requestId").GetString()!;
        lock (loads)
        {
            var load = loads.GetValueOrDefault(id) ?? new Load("?", 0, 0);
            loads[id] = finished
                ? load with
                {
                    Bytes = happened.GetProperty("encodedDataLength").GetInt64(),
                }
                : load with
                {
                    Address = happened.GetProperty("response").GetProperty("url").GetString()!,
                    Status = happened.GetProperty("response").GetProperty("status").GetInt32(),
                };
        }
    }

    static long Report(string what, Dictionary<string, Load> loads, TimeSpan took)
    {
        lock (loads)
        {
            var total = loads.Values.Sum(load => load.Bytes);
            var lines = loads
                .Values.OrderByDescending(load => load.Bytes)
                .Take(20)
                .Select(load => $"  {load.Bytes,8} {load.Status} {new Uri(load.Address, UriKind.RelativeOrAbsolute)}");
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{what}: {total} bytes in {loads.Count} requests, {took.TotalSeconds:0.0} s\n{string.Join('\n', lines)}"
            );
            return total;
        }
    }

    sealed record Load(string Address, int Status, long Bytes);
}
