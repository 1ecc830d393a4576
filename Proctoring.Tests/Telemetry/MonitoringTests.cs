using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Telemetry;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Telemetry;

/// <summary>A frame on a real server appears in the metrics for Prometheus and in the traces that are sent by OTLP.</summary>
[Collection(nameof(HotPathTests))]
public sealed partial class MonitoringTests : IAsyncLifetime
{
    const string Student = "student-with-a-name";

    /// <summary>Each has few values. A session, a person or an address is not among them.</summary>
    static readonly string[] Labels = ["state", "queue", "reason", "outcome", "model", "sensor", "cause", "result", "channel", "le"];

    readonly int port = DemoHost.FreePort();
    readonly ConcurrentQueue<(string Path, string Body)> sent = new();
    WebApplication receiver = null!;
    AppServer app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            sent.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await receiver.StartAsync();
        app = AppServer.Start(
            ("Proctoring:Telemetry:PrometheusAddress", $"127.0.0.1:{port}"),
            ("Proctoring:Telemetry:Otlp", "true"),
            ("Proctoring:Telemetry:TraceShare", "1"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_frame_is_measured_and_traced_from_the_hub_to_its_row_without_personal_data()
    {
        var session = await TakeExamAsync();

        var traces = await SentAsync(ProctoringTraces.Write);
        Assert.Contains(ProctoringTraces.Receive, traces, StringComparison.Ordinal);
        Assert.Contains(ProctoringTraces.Analyse, traces, StringComparison.Ordinal);
        Assert.Contains(session.ToString(), traces, StringComparison.Ordinal);
        Assert.DoesNotContain(Student, traces, StringComparison.Ordinal);

        var metrics = await ScrapeAsync();
        Assert.Matches(@"(?m)^proctoring_frames_analysed_total(\{[^}]*\})? [1-9]", metrics);
        Assert.Contains("model=\"ultraface\"", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(session.ToString(), metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(Student, metrics, StringComparison.Ordinal);
        Assert.Empty(OwnLabels(metrics).Except(Labels));

        using var pages = app.CreateClient();
        Assert.Equal(HttpStatusCode.NotFound, (await pages.GetAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).StatusCode);

        // The dashboard, the alerts and the guide name only metrics that exist.
        var known = KnownNames(metrics);
        foreach (
            var file in new[] { "deploy/monitoring/grafana-dashboard.json", "deploy/monitoring/prometheus-alerts.yml", "docs/operators.md" }
        )
        {
            var text = await File.ReadAllTextAsync(Path.Combine(TestFolders.Root, file), Cancellation);
            var used = UsedName().Matches(text).Select(match => match.Value).Distinct().ToList();
            Assert.True(used.Count >= 8, $"{file} names only {used.Count} metrics.");
            Assert.Empty(used.Except(known));
        }
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    async Task<Guid> TakeExamAsync()
    {
        var access = await app.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = Student,
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                },
                Cancellation
            );
        await using var hub = new HubConnectionBuilder().WithUrl(app.Address + CandidateHub.Path).AddMessagePackProtocol().Build();
        await hub.StartAsync(Cancellation);
        await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null, Cancellation);
        await hub.InvokeAsync<ReferenceReply>("TakeReference", TestFaces.Candidate, Cancellation);
        await app.Get<SessionOpener>().StartAsync(access, Cancellation);
        Assert.Null((await hub.InvokeAsync<FrameAck>("Frame", TestFaces.Candidate, 1, Cancellation)).Refused);
        Assert.NotNull(await app.Get<SessionCloser>().SubmitAsync(access, null, Cancellation));
        return access.SessionId;
    }

    async Task<string> SentAsync(string span)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var traces = string.Concat(sent.Where(request => request.Path == "/v1/traces").Select(request => request.Body));
            if (traces.Contains(span, StringComparison.Ordinal))
                return traces;
            await Task.Delay(50, limit.Token);
        }
    }

    async Task<string> ScrapeAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Cancellation);
    }

    static IEnumerable<string> OwnLabels(string metrics) =>
        metrics
            .Split('\n')
            .Where(line => line.StartsWith("proctoring_", StringComparison.Ordinal))
            .SelectMany(line => Label().Matches(line).Select(match => match.Groups[1].Value))
            .Where(label => !label.StartsWith("otel_scope_", StringComparison.Ordinal));

    /// <summary>The names in Prometheus' form: metrics and labels of the answer, and our instruments that have no value yet.</summary>
    static HashSet<string> KnownNames(string metrics)
    {
        HashSet<string> known = [.. Sample().Matches(metrics).Concat(Label().Matches(metrics)).Select(match => match.Groups[1].Value)];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != ProctoringMetrics.MeterName)
                return;
            var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
            known.UnionWith(instrument is Counter<long> ? [$"{name}_total"] : [name, $"{name}_bucket", $"{name}_sum", $"{name}_count"]);
        };
        listener.Start();
        return known;
    }

    [GeneratedRegex(@"\b(?:proctoring|http|kestrel|dotnet|process|aspnetcore)_[a-z0-9_]+")]
    private static partial Regex UsedName();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();

    [GeneratedRegex(@"(?m)^([a-z0-9_]+)[ {]")]
    private static partial Regex Sample();
}
