namespace Proctoring.Core.Sessions.Running;

/// <summary>The result of a request to pause monitoring.</summary>
public enum PauseAnswer
{
    Paused,

    /// <summary>The session's policy does not let the host page pause monitoring, which continues.</summary>
    NotAllowed,

    /// <summary>There is nothing to pause.</summary>
    NotRunning,
}
