using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;

namespace Proctoring.Tests.Faults;

/// <summary>The exam page's connection: sends frames and numbered page signals, and holds each signal until the server confirms it as
/// stored, like signals.js.</summary>
/// <param name="addresses">The servers. After a failure it tries the next one.</param>
/// <param name="access">The right to the session.</param>
/// <param name="ledger">Collects what is acknowledged.</param>
internal sealed class HubCandidate(IReadOnlyList<string> addresses, SessionAccess access, Ledger ledger)
{
    // The times of connection.js. A frozen server accepts connections and does not answer.
    static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(8);
    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    /// <summary>A server says something every three seconds. The page itself waits for ten (hub.js), but the load balancer of
    /// docs/scaling.md cuts its connection to a frozen server earlier. Without one, the candidate stands for both.</summary>
    static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(7);

    static readonly byte[][] Pictures = [TestFaces.Candidate, TestFaces.Empty];

    static readonly PageState State = new(false, true, null, true, MicrophoneRunning: false, MicrophoneState: "off");

    /// <summary>Like a page, it reports its state every two seconds.</summary>
    const int BeatsPerState = 8;

    readonly Lock gate = new();
    readonly string page = Guid.NewGuid().ToString("N");
    readonly List<(int Seq, string Detail)> held = [];
    readonly PageWaits waits = new();

    /// <summary>The load balancer's cookie names the server, as in a browser.</summary>
    readonly CookieContainer cookies = new();

    readonly ReconnectionClock clock = new();
    readonly List<Reconnection> reconnections = [];
    int last;
    int sentUpTo;
    int frames;
    int accepted;
    int at;
    bool wantsTakeOver = true;
    long acceptedAt = Stopwatch.GetTimestamp();
    TimeSpan longestGap;

    /// <summary>The number of frames that a server accepted.</summary>
    public int AcceptedFrames => Volatile.Read(ref accepted);

    /// <summary>Returns the longest time between two accepted frames since the last call.</summary>
    public TimeSpan TakeLongestGap()
    {
        lock (gate)
        {
            var longest = longestGap;
            longestGap = TimeSpan.Zero;
            return longest;
        }
    }

    /// <summary>Returns the reconnections since the last call.</summary>
    public IReadOnlyList<Reconnection> TakeReconnections()
    {
        lock (gate)
        {
            IReadOnlyList<Reconnection> taken = [.. reconnections];
            reconnections.Clear();
            return taken;
        }
    }

    /// <summary>Acts that are not confirmed. A heartbeat is stored with the next act or after some seconds, so one always waits.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return held.Count(signal => signal.Detail.Length > 0);
        }
    }

    /// <summary>Whether new signals are made.</summary>
    public bool Acts { get; set; } = true;

    /// <summary>Whether only one frame a second is sent, instead of two.</summary>
    public bool Calm { get; set; }

    /// <summary>A signal is made with every so many beats, four of which are a second.</summary>
    public int BeatsPerAct { get; init; } = 1;

    /// <summary>Connects, sends, and reconnects until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await SendAsync(stop);
            }
            catch (Exception cause)
                when (cause
                        is HttpRequestException
                            or HubException
                            or WebSocketException
                            or InvalidOperationException
                            or OperationCanceledException
                            or IOException
                            or TimeoutException
                )
            {
                // The server is unavailable, or it is time to stop. Unconfirmed signals are sent again.
                clock.Lost();
                at = (at + 1) % addresses.Count;
                await Task.Delay(waits.NextPause(), CancellationToken.None);
            }
        }
    }

    async Task SendAsync(CancellationToken stop)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(
                addresses[at] + CandidateHub.Path,
                options =>
                    (options.SkipNegotiation, options.Transports, options.Cookies) = (true, HttpTransportType.WebSockets, cookies)
            )
            .AddMessagePackProtocol()
            .Build();
        try
        {
            await SendAsync(hub, stop);
        }
        finally
        {
            var closing = hub.DisposeAsync().AsTask();
            // Like a page, it does not wait for a dead connection to close, which takes seconds.
            if (stop.IsCancellationRequested)
                await closing;
        }
    }

    async Task SendAsync(HubConnection hub, CancellationToken stop)
    {
        // As the page does: the server closes silent connections.
        hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
        hub.ServerTimeout = SilentAfter;
        hub.On<int>(StoredNotices.Method, Confirm);
        using (var starting = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            starting.CancelAfter(StartWithin);
            await hub.StartAsync(starting.Token);
            clock.Connected();
            starting.CancelAfter(AnswerWithin);
            await JoinAsync(hub, wantsTakeOver, starting.Token);
            waits.Started();
            wantsTakeOver = false;
        }

        for (var beat = 0; ; beat++)
        {
            // The state of the page, as its heartbeat. Signals go in the order of their numbers.
            if (beat % BeatsPerState == 0)
                Hold(null);
            if (beat % (Calm ? 4 : 2) == 0 && waits.MaySend)
                await SendFrameAsync(hub, stop);
            if (Acts && beat % BeatsPerAct == 0)
                Hold($"{access.SessionId:N}-{last + 1}");
            await SendSignalsAsync(hub, stop);
            await Task.Delay(250, stop);
        }
    }

    async Task JoinAsync(HubConnection hub, bool takeOver, CancellationToken stop)
    {
        sentUpTo = 0;
        var reply = await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, takeOver, page, stop);
        if (!reply.Joined)
            throw new InvalidOperationException("The session was refused.");
        Confirm(reply.StoredSeq);
        clock.Joined();
        waits.Joined(takeOver);
    }

    async Task SendFrameAsync(HubConnection hub, CancellationToken stop)
    {
        var ack = await hub.InvokeAsync<FrameAck>("Frame", Pictures[++frames / 8 % Pictures.Length], frames, stop);
        waits.Pace(ack.NextDelayMs);
        if (ack.Refused is null)
            Accepted();
        else if (ack.Refused is "not_joined" or "not_running")
        {
            // The session has moved to another server, or is about to.
            waits.Refused(ack.Refused);
            await JoinAsync(hub, takeOver: false, stop);
        }
        else if (ack.Refused is "other_window" && waits.IsHeldBack())
            ledger.HoldBack();
        else if (ack.Refused != "too_often")
            ledger.Surprises.Enqueue(
                $"a frame was refused: {ack.Refused}, session {access.SessionId} at {DateTime.UtcNow:HH:mm:ss.fff}, {waits}"
            );
    }

    async Task SendSignalsAsync(HubConnection hub, CancellationToken stop)
    {
        while (Next() is var (seq, detail))
        {
            var act = detail.Length == 0 ? null : new PageAct("copy_attempt", detail);
            var refusal = await hub.InvokeAsync<string?>("Signal", $"{page}-{seq}", act is null ? State : null, act, stop);
            if (refusal is "too_often" or "not_running" or "not_joined")
                return;
            if (refusal is not null)
                ledger.Surprises.Enqueue($"a signal was refused: {refusal}");
            sentUpTo = seq;
        }
    }

    void Accepted()
    {
        ledger.Count(Acknowledged.Frame);
        waits.Accepted();
        lock (gate)
        {
            if (clock.Accepted() is { } completed)
                reconnections.Add(completed);
            var gap = Stopwatch.GetElapsedTime(acceptedAt);
            longestGap = gap > longestGap ? gap : longestGap;
            acceptedAt = Stopwatch.GetTimestamp();
        }

        Interlocked.Increment(ref accepted);
    }

    /// <summary>The first signal that was not sent on this connection.</summary>
    (int Seq, string Detail)? Next()
    {
        lock (gate)
            return held.Find(signal => signal.Seq > sentUpTo) is { Seq: > 0 } found ? found : null;
    }

    /// <summary>Makes the next signal. One without detail is the state of the page.</summary>
    void Hold(string? detail)
    {
        lock (gate)
            held.Add((++last, detail ?? ""));
    }

    /// <summary>The server has stored the signals up to a number.</summary>
    void Confirm(int seq)
    {
        List<string> stored;
        lock (gate)
        {
            stored = [.. held.Where(signal => signal.Seq <= seq && signal.Detail.Length > 0).Select(signal => signal.Detail)];
            held.RemoveAll(signal => signal.Seq <= seq);
        }

        foreach (var detail in stored)
        {
            ledger.Signals[detail] = access.SessionId;
            ledger.Count(Acknowledged.Signal);
        }
    }
}
