using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>Records the kinds of database commands that one server sends, so that a test can compare the work of two requests without a
/// clock.</summary>
internal sealed class DatabaseCommands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    readonly string database;
    readonly List<string> sent = [];
    readonly List<IDisposable> subscriptions = [];

    public DatabaseCommands(AppServer app)
    {
        database = Path.GetFullPath(app.Data);
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>The first word of each command, in order.</summary>
    public async Task<string> DuringAsync(Func<Task> work)
    {
        lock (sent)
            sent.Clear();
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
        // Other tests run at the same time; the file of the database distinguishes them.
        if (
            value.Value is not CommandExecutedEventData { Command: { } command }
            || command.Connection?.ConnectionString.Contains(database, StringComparison.Ordinal) != true
        )
            return;
        lock (sent)
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
