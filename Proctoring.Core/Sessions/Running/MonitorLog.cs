using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What happened in a session so far, as its monitor shows it: what was written down before, and the news since.</summary>
public sealed class MonitorLog
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, MonitorEntry> entries = [];

    /// <summary>Adds what was written down. Of an episode that has made news already, the news is newer and stays.</summary>
    public void Seed(IEnumerable<MonitorEntry> written)
    {
        lock (gate)
        {
            foreach (var entry in written)
                entries.TryAdd(entry.Id, entry);
        }
    }

    /// <summary>Takes in one change of one episode.</summary>
    public void Apply(ViolationSpan span)
    {
        lock (gate)
            entries[span.Id] = new MonitorEntry(span.Id, span.Kind.Title, span.Severity, span.Began, span.Ended, span.Detail)
            {
                Type = span.Kind.Id,
            };
    }

    /// <summary>How many episodes of a severity there were.</summary>
    public int Count(Severity severity)
    {
        lock (gate)
            return entries.Values.Count(entry => entry.Severity == severity);
    }

    /// <summary>The last episodes to begin, the newest first.</summary>
    public IReadOnlyList<MonitorEntry> Newest(int most)
    {
        lock (gate)
            return [.. entries.Values.OrderByDescending(entry => entry.BeganAt).ThenBy(entry => entry.Id).Take(most)];
    }
}

/// <summary>One episode in a monitor.</summary>
/// <param name="Id">The violation's id.</param>
/// <param name="Title">The English title on record.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="BeganAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it goes on. The same as the beginning for what takes no time.</param>
/// <param name="Detail">What exactly; null where the title says all.</param>
public sealed record MonitorEntry(Guid Id, string Title, Severity Severity, DateTime BeganAt, DateTime? EndedAt, string? Detail)
{
    /// <summary>The rule's id.</summary>
    public string Type { get; init; } = "";
}
