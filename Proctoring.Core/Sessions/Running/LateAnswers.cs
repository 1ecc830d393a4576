using Microsoft.Extensions.Options;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides how long answers are accepted that were given before the deadline but could not be sent: a lost connection, or a server
/// that was away, must not cost an answer.</summary>
internal sealed class LateAnswers(IOptions<ProctoringOptions> options, TimeProvider time)
{
    readonly DateTime startedAt = time.GetUtcNow().UtcDateTime;

    bool Accepted => options.Value.LateAnswersWithin > AnswerStore.Grace;

    TimeSpan Within => Accepted ? options.Value.LateAnswersWithin : AnswerStore.Grace;

    /// <summary>The latest time at which an answer to a session with this deadline is accepted, UTC.</summary>
    public DateTime Until(DateTime deadline) => (Accepted && startedAt > deadline ? startedAt : deadline) + Within;

    /// <summary>Sessions with this deadline or an earlier one accept no answer any longer.</summary>
    public DateTime DeadlineBefore(DateTime now) => Accepted && now - Within < startedAt ? DateTime.UnixEpoch : now - Within;
}
