using System.Diagnostics;

namespace Proctoring.Core.Telemetry;

/// <summary>Traces a frame from its arrival to the row that stores its effect. Spans name the session, and no person.</summary>
internal static class ProctoringTraces
{
    public const string SourceName = "Proctoring";

    /// <summary>A frame arrived; the root of its trace.</summary>
    public const string Receive = "frame.receive";

    /// <summary>The models read the frame.</summary>
    public const string Analyse = "frame.analyse";

    /// <summary>The first transaction that stores the session's record after the frame.</summary>
    public const string Write = "record.write";

    static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the trace of a frame that arrived.</summary>
    /// <returns>Its first span, already ended; null if it is not traced.</returns>
    public static Activity? Received(Guid sessionId, long number)
    {
        if (!Source.HasListeners())
            return null;
        // The connection's request lasts for the whole exam; each frame is a trace of its own.
        var outer = Activity.Current;
        Activity.Current = null;
        try
        {
            using var span = Source.StartActivity(Receive, ActivityKind.Server);
            if (span is not { Recorded: true })
                return null;
            span.SetTag("session.id", sessionId.ToString());
            span.SetTag("frame.number", number);
            return span;
        }
        finally
        {
            Activity.Current = outer;
        }
    }

    /// <summary>Starts a span below another; null if that one is not traced.</summary>
    public static Activity? Start(string name, Activity? parent) =>
        parent is null ? null : Source.StartActivity(name, ActivityKind.Internal, parent.Context);
}
