using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The events of a session for its monitor: the stored ones, and the news since then.</summary>
public sealed class MonitorLog
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, MonitorEntry> entries = [];

    /// <summary>Adds stored entries. If an episode already has news, the newer news stays.</summary>
    public void Seed(IEnumerable<MonitorEntry> written)
    {
        lock (gate)
        {
            foreach (var entry in written)
                entries.TryAdd(entry.Id, entry);
        }
    }

    /// <summary>Adds one change of one episode.</summary>
    public void Apply(ViolationSpan span)
    {
        lock (gate)
            entries[span.Id] = new MonitorEntry(span.Id, span.Kind.Title, span.Severity, span.Began, span.Ended, span.Detail)
            {
                Type = span.Kind.Id,
            };
    }

    /// <summary>Returns the number of episodes of a severity.</summary>
    public int Count(Severity severity)
    {
        lock (gate)
            return entries.Values.Count(entry => entry.Severity == severity);
    }

    /// <summary>Returns the latest episodes, newest first.</summary>
    public IReadOnlyList<MonitorEntry> Newest(int most)
    {
        lock (gate)
            return [.. entries.Values.OrderByDescending(entry => entry.BeganAt).ThenBy(entry => entry.Id).Take(most)];
    }
}

/// <summary>One episode in a monitor.</summary>
/// <param name="Id">The violation's id.</param>
/// <param name="Title">The English title on record.</param>
/// <param name="Severity">The severity.</param>
/// <param name="BeganAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it lasts. Equal to the beginning for an episode without duration.</param>
/// <param name="Detail">Details; null if the title is enough.</param>
public sealed record MonitorEntry(Guid Id, string Title, Severity Severity, DateTime BeganAt, DateTime? EndedAt, string? Detail)
{
    /// <summary>The rule's id.</summary>
    public string Type { get; init; } = "";
}
