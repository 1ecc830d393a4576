using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.Pages.Manage.ExamInvitations;

/// <summary>Names the states of invitations.</summary>
internal static class InvitationText
{
    public static string StateOf(InvitationRow row) => row.WithdrawnAt is null ? ProgressOf(row.Session) : "Withdrawn";

    /// <summary>The state of the student's session.</summary>
    public static string ProgressOf(SessionStatus? session) =>
        session switch
        {
            null => "Not opened",
            SessionStatus.Preparing => "Opened",
            SessionStatus.Running => "Started",
            SessionStatus.Submitted => "Submitted",
            SessionStatus.TimedOut => "Time was up",
            SessionStatus.Cancelled => "Cancelled",
            SessionStatus.Expired => "Expired",
            _ => "Ended by staff",
        };
}
