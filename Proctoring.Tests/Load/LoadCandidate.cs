using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Web.Hubs;

namespace Proctoring.Tests.Load;

/// <summary>A candidate in open loop: sends each frame when it is due, also if earlier ones have no answer yet, and reports the state of a
/// page that is in order. A quiet room sends no sound.</summary>
/// <param name="address">The server.</param>
/// <param name="access">The right to the session.</param>
/// <param name="frames">The frames; each candidate begins with another one.</param>
/// <param name="number">Its number, from 0.</param>
/// <param name="meter">Gets the answers.</param>
internal sealed class LoadCandidate(string address, SessionAccess access, IReadOnlyList<byte[]> frames, int number, LoadMeter meter)
    : IAsyncDisposable
{
    static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(500);

    /// <summary>As page-state.js: a page without changes reports every four seconds.</summary>
    const int FramesPerState = 8;

    /// <summary>More frames than a candidate sends, so that each number exists once.</summary>
    const int Numbers = 1_000_000;

    /// <summary>Spreads any number of candidates evenly.</summary>
    const double GoldenRatio = 0.618034;

    static readonly PageState InOrder = new(
        TabHidden: false,
        WindowFocused: true,
        Fullscreen: null,
        CameraRunning: true,
        MicrophoneRunning: true,
        SecondDisplay: false,
        DevtoolsOpen: false,
        MicrophoneState: "on"
    );

    readonly string page = Guid.NewGuid().ToString("N");

    readonly HubConnection hub = new HubConnectionBuilder()
        .WithUrl(
            address + CandidateHub.Path,
            options => (options.Transports, options.SkipNegotiation) = (HttpTransportType.WebSockets, true)
        )
        .AddMessagePackProtocol()
        .WithAutomaticReconnect()
        .Build();

    int signals;

    /// <summary>The number of times that the connection was lost.</summary>
    public int Breaks { get; private set; }

    /// <summary>Connects and joins the session.</summary>
    public async Task ConnectAsync(CancellationToken stop)
    {
        hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
        hub.ServerTimeout = TimeSpan.FromSeconds(10);
        hub.Reconnecting += _ =>
        {
            Breaks++;
            return Task.CompletedTask;
        };
        hub.Reconnected += _ => JoinAsync(stop);
        await hub.StartAsync(stop);
        await JoinAsync(stop);
    }

    /// <summary>Sends until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp() + (long)(BetweenFrames.TotalSeconds * (number * GoldenRatio % 1) * Stopwatch.Frequency);
        for (var frame = 0; !stop.IsCancellationRequested; frame++)
        {
            var due = began + (long)(frame * BetweenFrames.TotalSeconds * Stopwatch.Frequency);
            var wait = TimeSpan.FromSeconds((double)(due - Stopwatch.GetTimestamp()) / Stopwatch.Frequency);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            _ = SendFrameAsync(frame, due, stop);
            if (frame % FramesPerState == number % FramesPerState)
                _ = SendStateAsync(stop);
        }
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    async Task JoinAsync(CancellationToken stop)
    {
        var reply = await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, page, stop);
        if (!reply.Joined)
            throw new InvalidOperationException("The session was refused.");
    }

    async Task SendFrameAsync(int frame, long due, CancellationToken stop)
    {
        var id = (number * Numbers) + frame;
        meter.Due(id, due);
        try
        {
            var ack = await hub.InvokeAsync<FrameAck>("Frame", frames[((number * 37) + frame) % frames.Count], frame, stop);
            meter.Answered(id, ack.Refused, ack.NextDelayMs > BetweenFrames.TotalMilliseconds);
            if (ack.Refused == "not_joined")
                await JoinAsync(stop);
        }
        catch (Exception cause) when (IsLost(cause))
        {
            meter.Failed(id);
        }
    }

    async Task SendStateAsync(CancellationToken stop)
    {
        try
        {
            await hub.InvokeAsync<string?>("Signal", $"{page}-{Interlocked.Increment(ref signals)}", InOrder, null, stop);
        }
        catch (Exception cause) when (IsLost(cause))
        {
            // The next state contains everything.
        }
    }

    /// <summary>Whether a call failed because the connection did.</summary>
    static bool IsLost(Exception cause) =>
        cause is HubException or InvalidOperationException or OperationCanceledException or IOException or WebSocketException;
}
