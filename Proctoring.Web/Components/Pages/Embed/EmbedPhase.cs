namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>The stage of an embedded exam.</summary>
internal enum EmbedPhase
{
    Loading,

    /// <summary>The host page did not pass the camera on.</summary>
    NoCamera,

    /// <summary>The link was used elsewhere, has expired, or is not ours.</summary>
    Refused,

    /// <summary>The session cannot be looked up at the moment.</summary>
    Unwell,

    /// <summary>The time at which the exam opens has not come.</summary>
    TooEarly,

    /// <summary>The time to begin the exam has passed.</summary>
    TooLate,

    Exam,
    Result,

    /// <summary>The candidate has finished here.</summary>
    Closed,
}
