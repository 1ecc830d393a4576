using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Faults;

/// <summary>Compares the server's acknowledgements with its stored records.</summary>
internal sealed class RecordCheck(Ledger ledger, Guid browserSession)
{
    readonly HashSet<string> known = [];
    readonly Dictionary<Guid, long> framesRead = [];

    /// <summary>Acknowledged things that are not stored.</summary>
    public int Lost { get; private set; }

    /// <summary>Things that are stored more than once.</summary>
    public int Doubled { get; private set; }

    /// <summary>Chains that are not intact.</summary>
    public int Broken { get; private set; }

    /// <summary>Everything that was found, each once.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Checks everything. A fault that was found in an earlier round is not counted again.</summary>
    /// <param name="records">The records.</param>
    /// <param name="when">What happened before.</param>
    /// <param name="chains">Whether to verify all chains, which takes long.</param>
    public async Task RunAsync(RecordReader records, string when, bool chains = true)
    {
        await using (var database = await records.OpenAsync())
        {
            await CheckEventsAsync(database, when);
            await CheckExamsAsync(database, when);
            await CheckAnswersAsync(database, when);
            await CheckFramesAsync(database, when);
        }

        foreach (var surprise in ledger.Surprises)
            Add(surprise, when);
        if (!chains)
            return;
        var (intact, output) = await records.VerifyAllAsync();
        foreach (var line in output.Split('\n').Where(line => !intact && line.Contains("BROKEN", StringComparison.Ordinal)))
            Broken += Add(line, when);
    }

    async Task CheckEventsAsync(ProctoringDb database, string when)
    {
        // Acknowledged before the rows are read: one signal of each page may still be on its way and be confirmed meanwhile.
        var (acknowledged, pictures, signals) = (ledger.Events.ToArray(), ledger.Pictures.Keys.ToHashSet(), ledger.Signals.ToArray());
        var rows = await database
            .Violations.AsNoTracking()
            .Where(row => row.Type == "copy_attempt" || row.ClientEventId != null)
            .Select(row => new
            {
                row.Id,
                row.SessionId,
                row.ClientEventId,
                row.Detail,
                Pictures = row.Evidence.Count,
            })
            .ToListAsync();
        var events = rows.Where(row => row.ClientEventId is not null).ToLookup(row => row.ClientEventId!);
        var acts = rows.Where(row => row is { ClientEventId: null, Detail: not null }).ToLookup(row => row.Detail!);
        foreach (var (client, id) in acknowledged)
        {
            if (!events[client].Any(row => row.Id == id))
                Lost += Add($"event {client} is lost", when);
            else if (pictures.Contains(client) && events[client].All(row => row.Pictures != 1))
                Lost += Add($"the picture of event {client} is lost", when);
        }

        foreach (var (detail, session) in signals)
        {
            if (!acts[detail].Any(row => row.SessionId == session))
                Lost += Add($"signal {detail} is lost", when);
        }

        foreach (var twice in events.Concat(acts).Where(group => group.Count() > 1))
            Doubled += Add($"{twice.Key} is stored {twice.Count()} times", when);
    }

    async Task CheckExamsAsync(ProctoringDb database, string when)
    {
        var (starts, submissions) = (ledger.Starts.Keys.ToArray(), ledger.Submissions.ToArray());
        var exams = await database
            .SessionNumbers.AsNoTracking()
            .Select(number => new
            {
                number.Number,
                number.Session!.Status,
                number.Session.CorrectAnswers,
                Reported = database.Reports.Any(report => report.SessionId == number.SessionId),
            })
            .ToDictionaryAsync(exam => exam.Number);
        foreach (var number in starts)
        {
            if (!exams.ContainsKey(number))
                Lost += Add($"exam {number} is lost", when);
        }

        foreach (var (number, correct) in submissions)
        {
            if (
                exams.GetValueOrDefault(number) is not { Status: SessionStatus.Submitted, Reported: true } exam
                || exam.CorrectAnswers != correct
            )
                Lost += Add($"the result of exam {number} is lost", when);
        }
    }

    async Task CheckAnswersAsync(ProctoringDb database, string when)
    {
        var answers = ledger.Answers.ToArray();
        var stored = await database
            .Answers.AsNoTracking()
            .Where(answer => answer.SessionId == browserSession)
            .ToDictionaryAsync(answer => answer.QuestionId, answer => answer.Choice);
        foreach (var (question, choice) in answers)
        {
            var tries = ledger.Tries.GetValueOrDefault(question) ?? [];
            if (!stored.TryGetValue(question, out var now) || (now != choice && !tries.Contains(now)))
                Lost += Add($"answer {choice} to question {question} is lost", when);
        }
    }

    /// <summary>A frame is not stored, only counted, about every five seconds: the count never falls below one that was stored.</summary>
    async Task CheckFramesAsync(ProctoringDb database, string when)
    {
        var counts = await database
            .Sessions.AsNoTracking()
            .Where(session => session.Proctored && session.Status == SessionStatus.Running)
            .ToDictionaryAsync(session => session.Id, session => session.FramesRead);
        foreach (var (session, count) in counts)
        {
            if (count < framesRead.GetValueOrDefault(session))
                Lost += Add($"frames of session {session} are no longer counted: {count} after {framesRead[session]}", when);
            framesRead[session] = count;
        }

        if (framesRead.Values.Sum() > ledger.CountOf(Acknowledged.Frame) + ledger.FramesUnderWay)
            Doubled += Add($"{framesRead.Values.Sum()} frames are counted", when);
    }

    int Add(string fault, string when)
    {
        if (!known.Add(fault))
            return 0;
        Faults.Add($"{when}: {fault}");
        return 1;
    }
}
