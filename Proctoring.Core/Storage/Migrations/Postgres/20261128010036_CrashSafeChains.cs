using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CrashSafeChains : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(name: "SessionId", table: "ChainLinks", newName: "ChainId");

            migrationBuilder.RenameColumn(name: "SessionId", table: "ChainHeads", newName: "ChainId");

            migrationBuilder.AddColumn<string>(
                name: "ReferenceSha256",
                table: "Sessions",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true
            );

            migrationBuilder.AddColumn<int>(name: "RightChoice", table: "Answers", type: "integer", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "ReferenceSha256", table: "Sessions");

            migrationBuilder.DropColumn(name: "RightChoice", table: "Answers");

            migrationBuilder.RenameColumn(name: "ChainId", table: "ChainLinks", newName: "SessionId");

            migrationBuilder.RenameColumn(name: "ChainId", table: "ChainHeads", newName: "SessionId");
        }
    }
}
