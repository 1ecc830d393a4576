using Microsoft.Extensions.Options;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides how long answers are accepted that were given before the deadline but could not be sent: a lost connection, or a server
/// that was away, must not cost an answer.</summary>
internal sealed class LateAnswers(IOptions<ProctoringOptions> options, TimeProvider time)
{
    readonly DateTime startedAt = time.GetUtcNow().UtcDateTime;

    TimeSpan Within => options.Value.LateAnswersWithin > AnswerStore.Grace ? options.Value.LateAnswersWithin : AnswerStore.Grace;

    /// <summary>The latest time at which an answer to a session with this deadline is accepted, UTC.</summary>
    public DateTime Until(DateTime deadline) => (deadline > startedAt ? deadline : startedAt) + Within;

    /// <summary>Sessions with this deadline or an earlier one accept no answer any longer.</summary>
    public DateTime DeadlineBefore(DateTime now) => now - Within >= startedAt ? now - Within : DateTime.UnixEpoch;
}
