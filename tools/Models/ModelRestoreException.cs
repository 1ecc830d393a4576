namespace Proctoring.Tools.Models;

/// <summary>Models could not be restored. The message is one sentence with the package, the cause and the remedy.</summary>
internal sealed class ModelRestoreException(string message, Exception? inner = null) : Exception(message, inner);
