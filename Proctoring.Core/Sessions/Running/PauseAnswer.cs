namespace Proctoring.Core.Sessions.Running;

/// <summary>What became of the wish to pause the watching of a session.</summary>
public enum PauseAnswer
{
    Paused,

    /// <summary>Its policy does not let the page around pause it; the watching goes on.</summary>
    NotAllowed,

    /// <summary>There is nothing to pause.</summary>
    NotRunning,
}
