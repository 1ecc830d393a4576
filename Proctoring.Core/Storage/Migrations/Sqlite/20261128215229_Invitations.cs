using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Invitations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ExamInvitations_ExamId_Email",
                table: "ExamInvitations");

            migrationBuilder.DropIndex(
                name: "IX_ExamInvitations_TokenHash",
                table: "ExamInvitations");

            migrationBuilder.DropColumn(
                name: "TokenHash",
                table: "ExamInvitations");

            migrationBuilder.AddColumn<Guid>(
                name: "InvitationId",
                table: "OutboxEvents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Email",
                table: "ExamInvitations",
                type: "TEXT",
                maxLength: 254,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 254);

            migrationBuilder.AddColumn<string>(
                name: "SendError",
                table: "ExamInvitations",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SentAt",
                table: "ExamInvitations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StudentId",
                table: "ExamInvitations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_OutboxEvents_InvitationId",
                table: "OutboxEvents",
                column: "InvitationId");

            migrationBuilder.CreateIndex(
                name: "IX_ExamInvitations_ExamId_StudentId",
                table: "ExamInvitations",
                columns: new[] { "ExamId", "StudentId" },
                unique: true,
                filter: "\"WithdrawnAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ExamInvitations_StudentId",
                table: "ExamInvitations",
                column: "StudentId");

            migrationBuilder.AddForeignKey(
                name: "FK_ExamInvitations_Students_StudentId",
                table: "ExamInvitations",
                column: "StudentId",
                principalTable: "Students",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_ExamInvitations_Students_StudentId",
                table: "ExamInvitations");

            migrationBuilder.DropIndex(
                name: "IX_OutboxEvents_InvitationId",
                table: "OutboxEvents");

            migrationBuilder.DropIndex(
                name: "IX_ExamInvitations_ExamId_StudentId",
                table: "ExamInvitations");

            migrationBuilder.DropIndex(
                name: "IX_ExamInvitations_StudentId",
                table: "ExamInvitations");

            migrationBuilder.DropColumn(
                name: "InvitationId",
                table: "OutboxEvents");

            migrationBuilder.DropColumn(
                name: "SendError",
                table: "ExamInvitations");

            migrationBuilder.DropColumn(
                name: "SentAt",
                table: "ExamInvitations");

            migrationBuilder.DropColumn(
                name: "StudentId",
                table: "ExamInvitations");

            migrationBuilder.AlterColumn<string>(
                name: "Email",
                table: "ExamInvitations",
                type: "TEXT",
                maxLength: 254,
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 254,
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TokenHash",
                table: "ExamInvitations",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_ExamInvitations_ExamId_Email",
                table: "ExamInvitations",
                columns: new[] { "ExamId", "Email" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ExamInvitations_TokenHash",
                table: "ExamInvitations",
                column: "TokenHash",
                unique: true);
        }
    }
}
