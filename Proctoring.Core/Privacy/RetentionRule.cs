using Proctoring.Core.Rules;

namespace Proctoring.Core.Privacy;

/// <summary>The types of data with a period of their own.</summary>
public enum RetentionType
{
    Pictures,
    Audio,
    Faces,
    Enrolments,
    Answers,
    Sessions,
    NotStarted,
    Invitations,
    AuditLog,
}

/// <summary>One period: which data is deleted after how many days.</summary>
/// <param name="Type">The type of data.</param>
/// <param name="Days">The days.</param>
/// <param name="Setting">The key of the setting.</param>
/// <param name="Policy">The policy whose sessions it concerns; null for all others.</param>
/// <param name="Except">The policies with a value of their own, if it concerns all others.</param>
internal sealed record RetentionRule(RetentionType Type, int Days, string Setting, string? Policy, IReadOnlyList<string> Except)
{
    /// <summary>The reason that a deletion records.</summary>
    public string Reason => $"{Setting} = {Days.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>The periods of an installation; empty if no setting names one.</summary>
    public static IReadOnlyList<RetentionRule> All(RetentionOptions options, RuleCatalog catalog) =>
        [
            .. Of(RetentionType.Pictures, nameof(options.PictureDays), options.PictureDays, catalog),
            .. Of(RetentionType.Audio, nameof(options.AudioDays), options.AudioDays, catalog),
            .. Of(RetentionType.Faces, nameof(options.FaceDays), options.FaceDays, catalog),
            .. Of(RetentionType.Enrolments, nameof(options.EnrolmentDays), options.EnrolmentDays, catalog),
            .. Of(RetentionType.Answers, nameof(options.AnswerDays), options.AnswerDays, catalog),
            .. Of(RetentionType.NotStarted, nameof(options.NotStartedDays), options.NotStartedDays, catalog),
            .. Of(RetentionType.Sessions, nameof(options.SessionDays), options.SessionDays, catalog),
            .. Of(RetentionType.Invitations, nameof(options.InvitationDays), options.InvitationDays, catalog),
            .. Of(RetentionType.AuditLog, nameof(options.AuditLogDays), options.AuditLogDays, catalog),
        ];

    static IEnumerable<RetentionRule> Of(RetentionType type, string name, int? days, RuleCatalog catalog)
    {
        // Each version of a policy has its own periods, so that a session keeps those that its candidate was promised.
        var own = catalog.AllVersions.Where(policy => policy.Retention.ContainsKey(name)).ToList();
        foreach (var policy in own)
        {
            if (policy.Retention[name] is > 0 and var after)
                yield return new RetentionRule(
                    type,
                    after,
                    $"{RuleCatalog.PoliciesSection}:{policy.Reference}:Retention:{name}",
                    policy.Reference,
                    []
                );
        }

        if (days is { } general)
            yield return new RetentionRule(
                type,
                general,
                $"{ProctoringOptions.Section}:Retention:{name}",
                null,
                own.ConvertAll(policy => policy.Reference)
            );
    }
}
