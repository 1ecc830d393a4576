using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>
/// Records the kinds of database commands that requests cause, so that a test can compare the work of two requests without a clock. The
/// trace of a request distinguishes its commands from those of background work and of other tests.
/// </summary>
internal sealed class DatabaseCommands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    readonly List<string> sent = [];
    readonly List<IDisposable> subscriptions = [];

    ActivityTraceId trace;

    public DatabaseCommands() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>The first word of each command, in order.</summary>
    public async Task<string> DuringAsync(Func<Task> work)
    {
        using var activity = new Activity(nameof(DatabaseCommands)).SetIdFormat(ActivityIdFormat.W3C).Start();
        lock (sent)
        {
            sent.Clear();
            trace = activity.TraceId;
        }

        await work();
        lock (sent)
            return string.Join(' ', sent);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not CommandExecutedEventData { Command: { } command })
            return;
        lock (sent)
            if (Activity.Current?.TraceId == trace)
                sent.Add(command.CommandText.TrimStart().Split(' ', 2)[0]);
    }

    public void OnCompleted()
    {
        // There is nothing to close.
    }

    public void OnError(Exception error)
    {
        // Diagnostics report no errors.
    }

    public void Dispose() => subscriptions.ForEach(subscription => subscription.Dispose());
}
