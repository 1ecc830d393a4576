namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>Where an embedded exam stands.</summary>
internal enum EmbedPhase
{
    Loading,

    /// <summary>The page around did not pass the camera on.</summary>
    NoCamera,

    /// <summary>The link was used elsewhere, has expired, or is none of ours.</summary>
    Refused,

    /// <summary>We can't look it up just now.</summary>
    Unwell,

    Exam,
    Result,

    /// <summary>The candidate is done here.</summary>
    Closed,
}
